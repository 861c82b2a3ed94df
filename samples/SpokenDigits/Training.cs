using Unrolled;
using Unrolled.Data;

namespace SpokenDigits;

/// <summary>From a folder of recordings to a network that tells digits apart: loading, training, judging, and listening.</summary>
internal static class Training
{
    private const int Batch = 32;

    public static void Run(Settings settings, string directory)
    {
        var bands = new MelOptions
        {
            SampleRate = 8000, FftLength = 256, WindowLength = 200, HopLength = 80, LowestFrequency = 60, Bands = 40,
        };
        AudioSamples all = AudioFolder.Load(directory, new AudioOptions
        {
            Template = "{label}_{speaker}_{take}",
            Features = new LogMel(bands, FeatureLayout.BandsFirst),
            Seconds = 0.79,
            TrimDecibels = 35,
            Normalization = Normalization.Mean,
        });
        (AudioSamples train, AudioSamples test) = settings.HoldOut is { } speaker
            ? all.HoldOut("speaker", speaker)
            : all.Split(0.9, settings.Seed);
        SampleSource voices = train.Augment(settings.Seed, new AudioAugmentation
        {
            Speed = 0.2, Tempo = 0.25, Pitch = 0.1, SignalToNoise = 10, Shift = true, BandMask = 6, FrameMask = 10,
        });
        Console.WriteLine($"{train.Count} recordings to learn from, {test.Count} to judge by: " +
            $"{string.Join(", ", test.Field("speaker").Distinct())}");

        var network = new Listener(settings.Seed);
        int epochs = settings.Epochs ?? (settings.Data is null ? 60 : 80), steps = epochs * ((train.Count + Batch - 1) / Batch);
        var options = new TrainerOptions { Seed = settings.Seed, Threads = settings.Threads, Schedule = new CosineSchedule(steps) };
        using var trainer = new Trainer<Listener>(network, new AdamW(2e-3, weightDecay: 0.05), options);
        foreach (EpochResult epoch in trainer.Fit(voices, epochs, Batch))
            Console.WriteLine(epoch);
        Listening.Show(network, test);
        Console.WriteLine($"test accuracy: {trainer.Evaluate(test.Data).Accuracy:F4}");
    }
}
