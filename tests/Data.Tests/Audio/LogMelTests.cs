namespace Unrolled.Data.Tests;

/// <summary>Features of any length, piece by piece, and without allocation.</summary>
public class LogMelTests
{
    private static readonly MelOptions s_speech = new() { SampleRate = 8000, FftLength = 200, HopLength = 80, Bands = 12 };

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(77, true)]
    [InlineData(100, true)]
    [InlineData(101, true)]
    [InlineData(160, true)]
    [InlineData(199, true)]
    [InlineData(200, true)]
    [InlineData(400, true)]
    [InlineData(1203, true)]
    [InlineData(200, false)]
    [InlineData(1203, false)]
    public void Frames_of_a_stream_are_those_of_the_whole_bit_for_bit(int length, bool centered)
    {
        var features = new LogMel(s_speech with { Centered = centered });
        float[] samples = Signals.Noise(length);
        var whole = new float[features.Frames(length) * features.Bands];
        features.Compute(samples, whole);

        foreach (int piece in new[] { 1, 37, 80, 5000 })
        {
            var frames = new List<float>();
            LogMelStream stream = features.Stream();
            for (int at = 0; at < length; at += piece)
            {
                stream.Write(samples.AsSpan(at, Math.Min(piece, length - at)));
                Drain(stream, frames, features.Bands);
            }
            stream.End();
            Drain(stream, frames, features.Bands);

            Assert.Equal(whole, frames);
            Assert.Equal(length, stream.Samples);
        }
    }

    [Fact]
    public void A_frame_comes_as_soon_as_all_that_it_sees_is_there()
    {
        var features = new LogMel(s_speech);
        LogMelStream stream = features.Stream();
        var frame = new float[features.Bands];

        stream.Write(Signals.Noise(100));
        Assert.False(stream.TryRead(frame));
        stream.Write([0.5f]);
        Assert.True(stream.TryRead(frame));
        Assert.False(stream.TryRead(frame));
    }

    [Fact]
    public void A_stream_that_has_ended_takes_no_more()
    {
        LogMelStream stream = new LogMel(s_speech).Stream();
        stream.End();
        Assert.False(stream.TryRead(new float[12]));
        Assert.Contains("has ended", Assert.Throws<InvalidOperationException>(() => stream.Write([1f])).Message);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(251)]
    [InlineData(254)]
    public void The_band_of_a_tone_is_the_loudest(int fftLength)
    {
        var features = new LogMel(new() { SampleRate = 8000, FftLength = fftLength, Bands = 10 });
        float[] samples = Signals.Tone(2000, 1000, 8000), output = new float[features.Frames(2000) * 10];
        features.Compute(samples, output);

        // 10 bands to 4 kHz are 195.1 mel apart; 1 kHz is 1000 mel, which is nearest to the centre of the fifth.
        float[] middle = output[50..60];
        Assert.Equal(4, Array.IndexOf(middle, middle.Max()));
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_call()
    {
        AudioFeatures[] all = [new LogMel(s_speech), new Mfcc(new() { Mel = s_speech, Coefficients = 8 })];
        float[] samples = Signals.Noise(1000);
        foreach (AudioFeatures features in all)
        {
            var output = new float[features.Frames(samples.Length) * features.Bands];
            features.Compute(samples, output);
            long before = GC.GetAllocatedBytesForCurrentThread();
            features.Compute(samples, output);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name()
    {
        MelOptions[] wrong =
        [
            new() { FftLength = 1 }, new() { WindowLength = 401 }, new() { HopLength = 0 }, new() { Bands = 0 }, new() { Power = 3 },
            new() { LowestFrequency = -1 }, new() { HighestFrequency = 9000 }, new() { SampleRate = 0 },
            new() { LowestFrequency = double.NaN },
        ];
        foreach (MelOptions options in wrong)
            Assert.Throws<ArgumentOutOfRangeException>(() => new LogMel(options));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mfcc(new() { Coefficients = 129 }));
        Assert.Throws<ArgumentException>(() => new LogMel().Compute([], []));
        Assert.Throws<ArgumentException>(() => new LogMel().Compute(new float[800], new float[5]));
    }

    private static void Drain(LogMelStream stream, List<float> frames, int bands)
    {
        var frame = new float[bands];
        while (stream.TryRead(frame))
            frames.AddRange(frame);
    }
}
