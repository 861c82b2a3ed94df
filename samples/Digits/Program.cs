using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Digits;
using Samples;
using Unrolled;

var line = new CommandLine();
return line.Command.Run(args, (parsed, interrupt) => Train(line.Settings(parsed), interrupt));

void Train(Settings settings, CancellationToken interrupt)
{
    RequireWritable(settings.Model);
    using MpiExchange? world = settings.Mpi ? MpiExchange.Start() : null;
    int threads = settings.ThreadsAmong(world?.LocalRanks ?? 1);
    // Every process does the same, and the first one tells of it.
    if (world is { Rank: > 0 })
        Console.SetOut(TextWriter.Null);
    (SampleSource train, Dataset test) = Load(settings, threads);
    var network = new LeNet5(settings.Seed);
    Console.WriteLine(LeNet5.Info);
    Console.WriteLine(
        $"{train.Count:N0} training and {test.Count:N0} test samples, batch {settings.Batch}, threads {threads}, seed {settings.Seed}");
    if (world is not null)
        Console.WriteLine($"{world.Ranks} ranks over {world.Library}");

    using var trainer = new Trainer<LeNet5>(
        network, settings.CreateOptimizer(),
        new() { Threads = threads, Seed = settings.Seed, Schedule = settings.Schedule, Exchange = world });
    FitHistory history = trainer.TrainOnConsole(train, settings.Epochs, settings.Batch, test, cancellationToken: interrupt);
    // On another rank, perhaps.
    if (history.StopReason == StopReason.Cancelled)
        throw new OperationCanceledException(interrupt);
    Console.WriteLine($"training time: {history.Epochs.Sum(epoch => epoch.Elapsed.TotalSeconds):F2} s");
    if (settings.Model is { } model && world is null or { Rank: 0 })
    {
        network.Save(model);
        Console.WriteLine($"saved to {model}");
    }
    Console.WriteLine($"test accuracy: {history.Epochs[^1].Validation!.Accuracy:F4}");
    Console.WriteLine($"parameters: {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(network.Parameters)))}");
}

(SampleSource Train, Dataset Test) Load(Settings settings, int threads)
{
    if (settings.Data is { } directory)
    {
        DigitData real = Real("--data", directory);
        return (real.Train, real.Test);
    }
    var watch = Stopwatch.StartNew();
    DigitData drawn = GeneratedDigits.Draw(settings.Seed, threads);
    Console.WriteLine($"drew digits in {watch.Elapsed.TotalSeconds:F2} s (--data DIR reads real ones)");
    return (
        settings.Written is { } count ? new WrittenDigits(count, settings.Seed) : drawn.Train,
        settings.Test is { } other ? Real("--test", other).Test : drawn.Test);
}

DigitData Real(string option, string directory)
{
    if (!Directory.Exists(directory))
        throw new UsageException($"{option} expects a directory of MNIST's four IDX files, but '{directory}' is not a directory.");
    try
    {
        DigitData data = Mnist.Load(directory);
        int pixels = data.Train.InputLength;
        return pixels == LeNet5.InputLength ? data : throw new UsageException(
            $"{option} expects pictures of 28×28 = {LeNet5.InputLength} pixels, but those in '{directory}' have {pixels}.");
    }
    catch (FileNotFoundException e)
    {
        throw new UsageException($"{option}: {e.Message}");
    }
}

// Found out before the training, not after it.
void RequireWritable(string? model)
{
    if (model is null)
        return;
    string directory = Path.GetDirectoryName(Path.GetFullPath(model)) ?? model;
    if (Directory.Exists(model) || !Directory.Exists(directory))
        throw new UsageException($"--model expects a file in a directory that exists, but got '{model}'.");
}
