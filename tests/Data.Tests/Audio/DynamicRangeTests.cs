namespace Unrolled.Data.Tests;

/// <summary>Recordings with a floor below their loudest band: noise and level of a microphone leave no trace in samples.</summary>
public sealed class DynamicRangeTests
{
    private const int Bands = 12;

    private static readonly AudioOptions s_options = new()
    {
        Features = new LogMel(new() { SampleRate = 8000, FftLength = 200, HopLength = 80, Bands = Bands }),
        Seconds = 0.5,
        DynamicRange = 30,
    };

    [Fact]
    public void The_loudest_band_is_the_range_and_silence_is_0()
    {
        float[] sample = Sample(s_options, Word(1, 0));

        // ln(1 + 10^(30/10))
        Assert.Equal(6.9088f, sample.Max(), 3);
        Assert.All(sample[..Bands], static value => Assert.Equal(0, value, 1e-4));
        Assert.All(sample, static value => Assert.InRange(value, 0, 6.909f));
    }

    [Theory]
    [InlineData(Normalization.None)]
    [InlineData(Normalization.Mean)]
    [InlineData(Normalization.MeanAndDeviation)]
    public void A_far_and_noisy_microphone_changes_little(Normalization normalization)
    {
        float[] near = Word(1, 0), far = Word(0.05f, 0.0005f);
        AudioOptions ranged = s_options with { Normalization = normalization }, all = ranged with { DynamicRange = null };

        double without = Difference(Sample(all, near), Sample(all, far));
        double with = Difference(Sample(ranged, near), Sample(ranged, far));

        Assert.True(with < without / 8, $"{with} of {without}");
    }

    [Fact]
    public void Around_a_sound_stands_its_own_quiet()
    {
        float[] sample = Sample(s_options with { Normalization = Normalization.Mean }, Word(1, 0));
        float[] steady = Sample(s_options, Signals.Tone(1600, 500, 8000));

        // The frame in the middle of the pause, and the first one, before the sound.
        float[] inside = sample[(25 * Bands)..(26 * Bands)], around = sample[..Bands];
        Assert.All(inside.Zip(around), static pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Contains(around, static value => value < -0.5f);
        for (int band = 0; band < Bands; band++)
            Assert.Equal(Enumerable.Range(0, steady.Length / Bands).Min(frame => steady[frame * Bands + band]), steady[band]);
        Assert.Equal(6.9088f, steady[..Bands].Max(), 0.5);
    }

    [Fact]
    public void Piece_by_piece_is_the_whole()
    {
        var pipeline = new AudioPipeline(s_options with { Normalization = Normalization.Mean });
        float[] sound = Word(0.3f, 0.01f), whole = new float[pipeline.InputLength], last = new float[pipeline.InputLength];
        pipeline.Compute(new Waveform(sound, 8000), whole);
        var window = new AudioWindow(pipeline);
        foreach (float[] piece in sound.Chunk(333))
            window.Write(piece);
        window.End();
        while (window.TryRead(last))
        {
            // The last frame remains.
        }

        Assert.Equal(whole, last);
    }

    [Fact]
    public void A_silent_recording_is_finite()
    {
        foreach (Normalization normalization in Enum.GetValues<Normalization>())
        {
            float[] sample = Sample(s_options with { Normalization = normalization }, new float[1600]);
            Assert.All(sample, static value => Assert.True(float.IsFinite(value)));
        }
    }

    [Fact]
    public void It_needs_log_mel_features_and_a_positive_range()
    {
        Assert.Throws<ArgumentException>(() => new AudioPipeline(s_options with { DynamicRange = 0 }));
        Assert.Throws<ArgumentException>(() => new AudioPipeline(s_options with { DynamicRange = double.NaN }));
        Assert.Throws<ArgumentException>(() => new AudioPipeline(new() { DynamicRange = 30 }));
        Assert.Throws<ArgumentException>(() => new AudioPipeline(new() { DynamicRange = 30, Features = new Mfcc() }));
    }

    /// <summary>Two tones and a pause between.</summary>
    private static float[] Word(float level, float noise)
    {
        float[] sound = [.. Signals.Tone(800, 400, 8000), .. new float[1200], .. Signals.Tone(800, 1500, 8000)];
        var random = new SampleRandom(1, 0, 0);
        for (int i = 0; i < sound.Length; i++)
            sound[i] = level * sound[i] + random.Between(-noise, noise);
        return sound;
    }

    private static float[] Sample(AudioOptions options, float[] sound)
    {
        var pipeline = new AudioPipeline(options);
        var input = new float[pipeline.InputLength];
        pipeline.Compute(new Waveform(sound, 8000), input);
        return input;
    }

    private static double Difference(float[] one, float[] other) =>
        one.Zip(other).Average(static pair => Math.Abs(pair.First - pair.Second));
}
