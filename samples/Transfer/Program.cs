using System.Diagnostics;
using Samples;
using Spectre.Console;
using Transfer;
using Unrolled;

const int OldEpochs = 10, Longer = 10, Batch = 16;
const float Rate = 0.001f;

var command = new SampleCommand("Transfer", "Trains LeNet-5 on the digits 0 to 4, and reuses what it has learned to see for 5 to 9.");
var directory = command.Path("--data", "DIR", "A directory of MNIST's four IDX files, .gz or plain; drawn digits if left out.");
var examples = command.Number("--examples", "Examples of each new digit.", 20, 1, 100_000);
var epochs = command.Epochs(5, "Passes over the new digits.");
var threads = command.Threads();
var seed = command.Seed("Decides first weights and orders.");
return command.Run(args, (line, _) => Run(new Settings(
    line.GetValue(directory), line.GetValue(examples), line.GetValue(epochs), line.GetValue(threads), line.GetValue(seed))));

void Run(Settings settings)
{
    DigitData data = settings.Data is { } directory ? Mnist.Load(directory) : GeneratedDigits.Draw(settings.Seed, settings.Threads);
    if (data.Train.InputLength != Backbone.InputLength)
        throw new UsageException($"--data expects pictures of 28×28 pixels, but they have {data.Train.InputLength}.");

    // All that has been learned of the digits 0 to 4 is in the backbone when this is over.
    var backbone = new Backbone(settings.Seed);
    Dataset low = Examples.OfDigits(data.Train, 0), lowTest = Examples.OfDigits(data.Test, 0);
    Outcome old = Train(new LeNet5(backbone, seed: settings.Seed), low, lowTest, OldEpochs, settings);
    Console.WriteLine($"digits 0 to 4, {old.Samples:N0} examples: accuracy {old.Accuracy:F4} after {old.Seconds:F2} s");
    Console.WriteLine();
    Console.WriteLine(Transferred.Info);

    Dataset few = Examples.OfDigits(data.Train, 5, settings.Examples), test = Examples.OfDigits(data.Test, 5);
    Outcome nothing = Train(new LeNet5(settings.Seed + 1), few, test, settings.Epochs, settings);
    Outcome patient = Train(new LeNet5(settings.Seed + 1), few, test, settings.Epochs * Longer, settings);

    // The frozen part sees each picture once. What it makes of them is all that the head is trained on.
    var watch = Stopwatch.StartNew();
    var head = new Head(settings.Seed + 1);
    Outcome top = Train(head, few.Features(backbone), test.Features(backbone), settings.Epochs, settings);
    double seconds = watch.Elapsed.TotalSeconds;
    float together = Evaluate(new Transferred(backbone, head), test);
    Debug.Assert(together == top.Accuracy);

    // A second stage: the same parameters, all of them learning, gently.
    Outcome tuned = Train(new LeNet5(backbone, head), few, test, settings.Epochs, settings, Rate / 4);

    var table = new Table().Border(TableBorder.Simple).AddColumns("digits 5 to 9", "accuracy", "seconds");
    foreach (int column in (int[])[1, 2])
        table.Columns[column].RightAligned();
    table.AddRow("from nothing", $"{nothing.Accuracy:F4}", $"{nothing.Seconds:F2}");
    table.AddRow($"from nothing, {Longer} times as long", $"{patient.Accuracy:F4}", $"{patient.Seconds:F2}");
    table.AddRow("frozen backbone, new head", $"{together:F4}", $"{seconds:F2}");
    table.AddRow("then all of it", $"{tuned.Accuracy:F4}", $"{tuned.Seconds:F2}");
    Console.WriteLine($"{settings.Examples} examples a digit, {settings.Epochs} epochs");
    AnsiConsole.Write(table);
    Console.WriteLine($"from nothing: {nothing.Accuracy:F4}");
    Console.WriteLine($"transferred: {together:F4}");
}

Outcome Train<T>(T network, Dataset train, Dataset test, int epochs, Settings settings, float rate = Rate) where T : class, INetwork<T>
{
    using var trainer = new Trainer<T>(network, new Adam(rate), new() { Threads = settings.Threads, Seed = settings.Seed });
    double seconds = trainer.Fit(train, epochs, Batch).Sum(epoch => epoch.Elapsed.TotalSeconds);
    return new Outcome(trainer.Evaluate(test).Accuracy, seconds, train.Count);
}

float Evaluate<T>(T network, Dataset test) where T : class, INetwork<T>
{
    using var trainer = new Trainer<T>(network, new Sgd(Rate), new() { Threads = 1 });
    return trainer.Evaluate(test).Accuracy;
}

/// <summary>What a run was asked to do.</summary>
/// <param name="Data">Where the IDX files are; null for generated digits.</param>
/// <param name="Examples">Examples of each new digit.</param>
/// <param name="Epochs">Passes over the new digits.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="Seed">Decides first weights and orders.</param>
internal sealed record Settings(string? Data, int Examples, int Epochs, int Threads, ulong Seed);

/// <summary>How a training ended.</summary>
internal sealed record Outcome(float Accuracy, double Seconds, int Samples);
