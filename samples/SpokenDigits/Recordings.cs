using Samples;
using Unrolled.Data;

namespace SpokenDigits;

/// <summary>A folder of recordings, as 64 frames of 32 mel bands each.</summary>
internal static class Recordings
{
    private static readonly MelOptions s_bands =
        new() { SampleRate = 8000, FftLength = 256, WindowLength = 200, HopLength = 100, LowestFrequency = 60, Bands = 32 };

    /// <summary>Loads those to learn from, and those to judge by.</summary>
    public static (AudioSamples Train, AudioSamples Test) Load(string directory, string? holdOut, ulong seed)
    {
        // Microphones differ most in their noise: what is 40 decibels below the loudest is silence.
        AudioSamples all = AudioFolder.Load(directory, new()
        {
            Template = "{label}_{speaker}_{take}",
            Features = new LogMel(s_bands, FeatureLayout.BandsFirst),
            Seconds = 0.7875,
            TrimDecibels = 35,
            DynamicRange = 40,
            Normalization = Normalization.Mean,
        });
        if (holdOut is not null && !all.Field("speaker").Contains(holdOut))
            throw new UsageException($"--hold-out {holdOut}: the speakers are {string.Join(", ", all.Field("speaker").Distinct())}.");
        return holdOut is null ? all.Split(0.9, seed) : all.HoldOut("speaker", holdOut);
    }
}
