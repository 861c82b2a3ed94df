using Unrolled;
using Unrolled.Data;
using Unrolled.Plots;

namespace SpokenDigits;

/// <summary>From a folder of recordings to networks that tell digits apart: loading, training, listening, and judging.</summary>
internal static class Training
{
    private const int Batch = 32;

    // Recordings are judged as they are and as slower and faster ones, as if by other voices.
    private static readonly double[] s_speeds = [0.9, 1, 1.12];

    public static void Run(Settings settings, string directory, CancellationToken cancel)
    {
        (AudioSamples train, AudioSamples test) = Recordings.Load(directory, settings.HoldOut, settings.Seed);
        string speakers = string.Join(", ", test.Field("speaker").Distinct());
        Console.WriteLine($"{train.Count} recordings to learn from, {test.Count} to judge by: {speakers}");
        Listener[] networks = [.. Enumerable.Range(0, settings.Networks).Select(i => Train(settings, i, train, cancel))];
        Listening.Show(networks, test);
        ConfusionMatrix result = Voting.Judge(networks, [.. s_speeds.Select(speed => test.AtSpeed(speed).Data)]);
        if (settings.Confusion is { } picture)
            ConfusionPlot.Save(picture, result);
        Console.WriteLine($"test accuracy: {result.Accuracy:F4}");
    }

    private static Listener Train(Settings settings, int index, AudioSamples recordings, CancellationToken cancel)
    {
        Console.WriteLine($"network {index + 1} of {settings.Networks}");
        ulong seed = unchecked(settings.Seed * 1000 + (ulong)index);
        SampleSource voices = recordings.Augment(
            seed, new() { Speed = 0.3, Tempo = 0.25, Pitch = 0.2, Shift = true, SignalToNoise = 5, BandMask = 5, FrameMask = 8 });
        int steps = settings.Epochs * ((recordings.Count + Batch - 1) / Batch);
        var options = new TrainerOptions { Seed = seed, Threads = settings.Threads, Schedule = new CosineSchedule(steps) };
        var network = new Listener(seed);
        using var trainer = new Trainer<Listener>(network, new AdamW(2e-3, weightDecay: 0.05), options);
        trainer.TrainOnConsole(voices, settings.Epochs, Batch, cancellationToken: cancel);
        cancel.ThrowIfCancellationRequested();
        return network;
    }
}
