using Unrolled;
using Unrolled.Data;

namespace SpokenDigits;

/// <summary>From a folder of recordings to networks that tell digits apart: loading, training, judging, and listening.</summary>
internal static class Training
{
    private const int Batch = 32, Networks = 3;

    // Recordings are judged as they are and as faster and slower ones, as if by other voices.
    private static readonly double[] s_speeds = [0.8, 0.9, 1, 1.12, 1.25];

    public static void Run(Settings settings, string directory, CancellationToken cancel)
    {
        (AudioSamples train, AudioSamples test) = Parts(settings, AudioFolder.Load(directory, Options()));
        Console.WriteLine($"{train.Count} recordings to learn from, {test.Count} to judge by: " +
            $"{string.Join(", ", test.Field("speaker").Distinct())}");
        Listener[] networks = [.. Enumerable.Range(0, Networks).Select(i => Train(settings, i, train, cancel))];
        Listening.Show(networks[0], test);
        Dataset[] versions = [.. s_speeds.Select(speed => test.AtSpeed(speed).Data)];
        Console.WriteLine($"test accuracy: {Voting.Judge(networks, versions).Accuracy:F4}");
    }

    private static AudioOptions Options()
    {
        var bands = new MelOptions
        {
            SampleRate = 8000, FftLength = 256, WindowLength = 200, HopLength = 100, LowestFrequency = 60, Bands = 32,
        };
        return new AudioOptions
        {
            Template = "{label}_{speaker}_{take}", Features = new LogMel(bands, FeatureLayout.BandsFirst), Seconds = 0.7875,
            TrimDecibels = 35, DynamicRange = 40, Normalization = Normalization.Mean,
        };
    }

    private static (AudioSamples Train, AudioSamples Test) Parts(Settings settings, AudioSamples all)
    {
        try
        {
            return settings.HoldOut is { } speaker ? all.HoldOut("speaker", speaker) : all.Split(0.9, settings.Seed);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static Listener Train(Settings settings, int index, AudioSamples recordings, CancellationToken cancel)
    {
        ulong seed = unchecked(settings.Seed * Networks + (ulong)index);
        SampleSource voices = recordings.Augment(seed, new AudioAugmentation
        {
            Speed = 0.25, Tempo = 0.25, Pitch = 0.15, SignalToNoise = 10, Shift = true, BandMask = 5, FrameMask = 8,
        });
        int epochs = settings.Epochs ?? 50, steps = epochs * ((recordings.Count + Batch - 1) / Batch);
        var options = new TrainerOptions { Seed = seed, Threads = settings.Threads, Schedule = new CosineSchedule(steps) };
        var network = new Listener(seed);
        using var trainer = new Trainer<Listener>(network, new AdamW(2e-3, weightDecay: 0.05), options);
        Console.WriteLine($"network {index + 1} of {Networks}");
        trainer.TrainOnConsole(voices, epochs, Batch, cancellationToken: cancel);
        cancel.ThrowIfCancellationRequested();
        return network;
    }
}
