using Unrolled.Data;

namespace SpokenDigits;

/// <summary>A folder of recordings, as 64 frames of 32 mel bands each: those to learn from, and those to judge by.</summary>
internal sealed record Recordings(AudioSamples Train, AudioSamples Test)
{
    private static readonly MelOptions s_bands = new()
    {
        SampleRate = 8000,
        FftLength = 256,
        WindowLength = 200,
        HopLength = 100,
        LowestFrequency = 60,
        Bands = 32,
    };

    /// <exception cref="InvalidDataException">A recording is damaged, or nobody is called like the speaker to hold out.</exception>
    public static Recordings Load(string directory, string? holdOut, ulong seed)
    {
        // Microphones differ most in their noise: what is 40 decibels below the loudest is silence.
        AudioSamples all = AudioFolder.Load(directory, new AudioOptions
        {
            Template = "{label}_{speaker}_{take}",
            Features = new LogMel(s_bands, FeatureLayout.BandsFirst),
            Seconds = 0.7875,
            TrimDecibels = 35,
            DynamicRange = 40,
            Normalization = Normalization.Mean,
        });
        try
        {
            (AudioSamples train, AudioSamples test) = holdOut is null ? all.Split(0.9, seed) : all.HoldOut("speaker", holdOut);
            return new Recordings(train, test);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
