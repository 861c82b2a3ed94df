using System.Text.Json;

namespace Unrolled.Data.Tests;

/// <summary>Features and resampling beside torchaudio's numbers, saved by torchaudio_numbers.py (torchaudio 0.13.1).</summary>
public class AudioNumbersTests
{
    private const double Tolerance = 1e-4;

    private static readonly Lazy<Dictionary<string, float[]>> s_numbers = new(static () =>
        JsonSerializer.Deserialize<Dictionary<string, float[]>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Audio",
            "torchaudio.json")))!);

    private static readonly MelOptions s_speech = new()
    {
        SampleRate = 8000,
        FftLength = 256,
        WindowLength = 200,
        HopLength = 80,
        LowestFrequency = 50,
        HighestFrequency = 3800,
        Bands = 20,
    };

    public static TheoryData<string, MelOptions> Mels => new()
    {
        { "mel defaults", new MelOptions() },
        { "mel speech", s_speech },
        { "mel magnitudes", s_speech with { Power = 1 } },
        { "mel slaney", s_speech with { Scale = MelScale.Slaney, Norm = MelNorm.Slaney } },
        { "mel not centered", s_speech with { Centered = false } },
        { "mel prime", s_speech with { FftLength = 251, WindowLength = 251 } },
        { "mel large prime factor", s_speech with { FftLength = 254, WindowLength = 254 } },
    };

    public static TheoryData<string, MfccOptions, float> Mfccs => new()
    {
        { "mfcc defaults", new MfccOptions(), 1 },
        { "mfcc log mels", new MfccOptions { Mel = s_speech, Coefficients = 13, LogMels = true }, 1 },
        { "mfcc of a silence", new MfccOptions(), 1f / 32768 },
    };

    [Theory, MemberData(nameof(Mels))]
    public void Log_mel_frames_are_torchaudios(string name, MelOptions options)
    {
        Check(name, new LogMel(options, FeatureLayout.BandsFirst), Signals.Noise(1200));
        CheckTransposed(new LogMel(options, FeatureLayout.BandsFirst), new LogMel(options));
    }

    [Theory, MemberData(nameof(Mfccs))]
    public void Cepstral_coefficients_are_torchaudios(string name, MfccOptions options, float second)
    {
        float[] samples = Signals.Noise(1200);
        for (int i = 600; i < samples.Length; i++)
            samples[i] *= second;
        Check(name, new Mfcc(options, FeatureLayout.BandsFirst), samples);
        CheckTransposed(new Mfcc(options, FeatureLayout.BandsFirst), new Mfcc(options));
    }

    [Theory]
    [InlineData(16000, 8000)]
    [InlineData(8000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(8000, 11025)]
    [InlineData(8000, 8001)]
    [InlineData(48000, 1000)]
    public void Resampled_sound_is_torchaudios(int from, int to)
    {
        float[] output = new Waveform(Signals.Noise(1200), from).Resample(to).Samples;
        Close($"resample {from} {to}", output);
    }

    private static void Check(string name, AudioFeatures features, float[] samples)
    {
        var output = new float[features.Frames(samples.Length) * features.Bands];
        features.Compute(samples, output);
        Close(name, output);
    }

    private static void CheckTransposed(AudioFeatures bandsFirst, AudioFeatures framesFirst)
    {
        float[] samples = Signals.Noise(1200);
        int frames = bandsFirst.Frames(samples.Length), bands = bandsFirst.Bands;
        float[] one = new float[frames * bands], other = new float[frames * bands];
        bandsFirst.Compute(samples, one);
        framesFirst.Compute(samples, other);
        for (int i = 0; i < one.Length; i++)
            Assert.Equal(one[i], other[i % frames * bands + i / frames]);
    }

    // Relative where numbers exceed 1.
    private static void Close(string name, float[] output)
    {
        float[] expected = s_numbers.Value[name];
        Assert.Equal(expected.Length, output.Length);
        for (int i = 0; i < output.Length; i++)
        {
            double bound = Tolerance * Math.Max(1, Math.Abs(expected[i]));
            bool close = Math.Abs(expected[i] - output[i]) < bound;
            Assert.True(close, $"{name}[{i}]: expected {expected[i]:R} but {output[i]:R} came");
        }
    }
}
