namespace Unrolled.Data;

/// <summary>
/// Sound in memory: the pressure at evenly spaced times, -1 to 1 for what a file of whole numbers can hold, each channel by itself.
/// </summary>
public sealed class Waveform
{
    /// <summary>The most samples a second, far above what converters give (768,000).</summary>
    public const int HighestRate = 1_000_000;

    /// <summary>Puts samples and what they mean together. The array is kept, not copied.</summary>
    /// <param name="samples">All samples of the first channel, then all of the second: <c>[channels, length]</c>.</param>
    /// <param name="sampleRate">Samples a second, 1 to <see cref="HighestRate"/>.</param>
    /// <param name="channels">Channels, at least 1.</param>
    /// <exception cref="ArgumentException">The samples are not a whole number for each channel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate or the number of channels is out of its range.</exception>
    public Waveform(float[] samples, int sampleRate, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        RequireRate(sampleRate, nameof(sampleRate));
        if (samples.Length % channels != 0)
            throw new ArgumentException($"{samples.Length} samples cannot be shared by {channels} channels; give as many for " +
                "each.", nameof(samples));
        (Samples, SampleRate, Channels) = (samples, sampleRate, channels);
    }

    /// <summary>The samples: <c>[Channels, Length]</c>.</summary>
    public float[] Samples { get; }

    /// <summary>Samples a second, in each channel.</summary>
    public int SampleRate { get; }

    /// <summary>Channels: 1 for mono, 2 for left and right.</summary>
    public int Channels { get; }

    /// <summary>Samples of one channel.</summary>
    public int Length => Samples.Length / Channels;

    /// <summary>How long the sound is, in seconds.</summary>
    public double Seconds => (double)Length / SampleRate;

    /// <summary>One channel's samples.</summary>
    /// <param name="channel">Which one, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public ReadOnlySpan<float> Channel(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Channels);
        return Samples.AsSpan(channel * Length, Length);
    }

    /// <summary>All channels' mean as one; itself if it has but one.</summary>
    public Waveform ToMono()
    {
        if (Channels == 1)
            return this;
        var mean = new float[Length];
        for (int i = 0; i < mean.Length; i++)
        {
            double sum = 0;
            for (int channel = 0; channel < Channels; channel++)
                sum += Samples[channel * mean.Length + i];
            mean[i] = (float)(sum / Channels);
        }
        return new Waveform(mean, SampleRate);
    }

    /// <summary>The same sound at another rate, by <see cref="Resampler"/>; itself if that is its rate.</summary>
    /// <param name="rate">Samples a second, 1 to <see cref="HighestRate"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
    public Waveform Resample(int rate) => rate == SampleRate ? this : Resample(new Resampler(SampleRate, rate), rate);

    internal static void RequireRate(int rate, string name)
    {
        if (rate is < 1 or > HighestRate)
            throw new ArgumentOutOfRangeException(name, rate, $"A rate is 1 to {HighestRate} samples a second; 16000 is usual for speech.");
    }

    private Waveform Resample(Resampler resampler, int rate)
    {
        int length = resampler.OutputLength(Length);
        var samples = new float[checked(length * Channels)];
        for (int channel = 0; channel < Channels; channel++)
            resampler.Apply(Channel(channel), samples.AsSpan(channel * length, length));
        return new Waveform(samples, rate, Channels);
    }
}
