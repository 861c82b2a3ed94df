using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Digits;
using Unrolled;

const int Failed = 1, Misused = 2, Interrupted = 130;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    // The first Ctrl+C ends the run between two batches; a second one ends the process.
    key.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};
try
{
    if (CommandLine.Read(args) is { } settings)
        Train(settings);
    return 0;
}
catch (UsageException e)
{
    Console.Error.WriteLine($"error: {e.Message} Run with --help to see all options.");
    return Misused;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("interrupted: nothing was saved.");
    return Interrupted;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or NonFiniteLossException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return Failed;
}

void Train(Settings settings)
{
    RequireWritable(settings.Model);
    DigitData data = Load(settings);
    var network = new LeNet5(settings.Seed);
    Console.WriteLine(LeNet5.Info);
    Console.WriteLine(
        $"{data.Train.Count:N0} training and {data.Test.Count:N0} test samples, " +
        $"batch {settings.Batch}, threads {settings.Threads}, seed {settings.Seed}");

    IDisplay display = Console.IsOutputRedirected ? new PipeDisplay() : new TerminalDisplay();
    IReadOnlyList<Epoch> epochs = display.Show(new Training(network, data, settings, interrupt.Token));
    Console.WriteLine($"training time: {epochs.Sum(epoch => epoch.Train.Elapsed.TotalSeconds):F2} s");
    if (settings.Model is { } model)
    {
        network.Save(model);
        Console.WriteLine($"saved to {model}");
    }
    Console.WriteLine($"test accuracy: {epochs[^1].Test.Accuracy:F4}");
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
