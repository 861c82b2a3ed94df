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
    DigitData data = Load(settings);
    var network = new LeNet5(settings.Seed);
    Console.WriteLine(LeNet5.Info);
    Console.WriteLine(
        $"{data.Train.Count:N0} training and {data.Test.Count:N0} test samples, " +
        $"batch {settings.Batch}, threads {settings.Threads}, seed {settings.Seed}");

    using var trainer = new Trainer<LeNet5>(
        network, settings.CreateOptimizer(), new() { Threads = settings.Threads, Seed = settings.Seed });
    FitHistory history = trainer.TrainOnConsole(data.Train, settings.Epochs, settings.Batch, data.Test, cancellationToken: interrupt);
    interrupt.ThrowIfCancellationRequested();
    Console.WriteLine($"training time: {history.Epochs.Sum(epoch => epoch.Elapsed.TotalSeconds):F2} s");
    if (settings.Model is { } model)
    {
        network.Save(model);
        Console.WriteLine($"saved to {model}");
    }
    Console.WriteLine($"test accuracy: {history.Epochs[^1].Validation!.Accuracy:F4}");
    Console.WriteLine($"parameters: {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(network.Parameters)))}");
}

DigitData Load(Settings settings)
{
    if (settings.Data is not { } directory)
    {
        var watch = Stopwatch.StartNew();
        DigitData drawn = GeneratedDigits.Draw(settings.Seed, settings.Threads);
        Console.WriteLine($"drew digits in {watch.Elapsed.TotalSeconds:F2} s (--data DIR reads real ones)");
        return drawn;
    }
    if (!Directory.Exists(directory))
        throw new UsageException($"--data expects a directory of MNIST's four IDX files, but '{directory}' is not a directory.");
    try
    {
        DigitData data = Mnist.Load(directory);
        return data.Train.InputLength == LeNet5.InputLength ? data : throw new UsageException(
            $"--data expects pictures of 28×28 = {LeNet5.InputLength} pixels, but those in '{directory}' have {data.Train.InputLength}.");
    }
    catch (FileNotFoundException e)
    {
        throw new UsageException($"--data: {e.Message}");
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
