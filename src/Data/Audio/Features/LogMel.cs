using System.Buffers;

namespace Unrolled.Data;

/// <summary>
/// A log-mel spectrogram: <c>ln(mel + floor)</c> of <c>torchaudio.transforms.MelSpectrogram</c>, whose formulas and defaults
/// <see cref="MelOptions"/> has.
/// </summary>
public sealed class LogMel : AudioFeatures
{
    /// <summary>What is added to energies before the logarithm unless something else is chosen.</summary>
    public const double UsualFloor = 1e-6;

    /// <summary>Makes the tables.</summary>
    /// <param name="options">Rate, frames and bands; torchaudio's defaults if left out.</param>
    /// <param name="layout">Which axis of the output comes first.</param>
    /// <param name="floor">Added to energies, so that silence has a logarithm; 1e-30 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public LogMel(MelOptions? options = null, FeatureLayout layout = FeatureLayout.FramesFirst, double floor = UsualFloor)
    {
        if (!(floor is >= 1e-30 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(floor), floor, $"The floor is 1e-30 to 1; {UsualFloor} is usual.");
        Mel = new MelFrames(options ?? new MelOptions());
        (Layout, Floor) = (layout, floor);
    }

    /// <summary>Rate, frames and bands.</summary>
    public MelOptions Options => Mel.Options;

    /// <summary>What is added to energies before the logarithm.</summary>
    public double Floor { get; }

    /// <inheritdoc/>
    public override int SampleRate => Options.SampleRate;

    /// <inheritdoc/>
    public override int Bands => Options.Bands;

    /// <inheritdoc/>
    public override FeatureLayout Layout { get; }

    internal MelFrames Mel { get; }

    /// <inheritdoc/>
    public override int Frames(int length) => Mel.Count(length);

    /// <summary>Begins with sound that comes piece by piece.</summary>
    public LogMelStream Stream() => new(this);

    private protected override void ComputeAll(ReadOnlySpan<float> samples, int frames, Span<float> output)
    {
        double[] rented = Mel.Rent(1);
        Span<double> bands = rented.AsSpan(0, Bands), scratch = rented.AsSpan(Bands);
        for (int frame = 0; frame < frames; frame++)
        {
            Mel.Compute(samples, 0, samples.Length, frame, bands, scratch);
            for (int band = 0; band < bands.Length; band++)
                output[At(frame, band, frames)] = Log(bands[band]);
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    internal float Log(double energy) => (float)Elementary.Ln(energy + Floor);
}
