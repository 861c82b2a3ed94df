using Import;
using Samples;
using Spectre.Console;
using Unrolled;
using Unrolled.Onnx;

const int Batch = 16;
const float Rate = 0.002f;

var command = new SampleCommand(
    "Import",
    "Takes a network that PyTorch trained on handwritten digits, trains its head on a few others, and writes it as ONNX again.");
var directory = command.Path("--data", "DIR", "A directory of four IDX files as MNIST's, .gz or plain; drawn digits if left out.");
var examples = command.Number("--examples", "Examples of each digit.", 10, 1, 100_000);
var epochs = command.Epochs(20, "Passes over the examples.");
var threads = command.Threads();
var seed = command.Seed("Decides what is drawn and the order of examples.");
var output = command.Path("--output", "FILE", "The model that is written; tuned.onnx if left out.");
return command.Run(args, (line, cancel) =>
{
    Digits network = Tune(
        Read(line.GetValue(directory), line.GetValue(seed), line.GetValue(threads)), line.GetValue(examples), line.GetValue(epochs),
        new() { Threads = line.GetValue(threads), Seed = line.GetValue(seed) }, cancel);
    Write(network, line.GetValue(output) ?? "tuned.onnx");
});

static DigitData Read(string? directory, ulong seed, int threads)
{
    DigitData data = directory is null ? GeneratedDigits.Draw(seed, threads) : Mnist.Load(directory);
    return data.Train.InputLength == Digits.InputLength ? data
        : throw new UsageException($"--data expects pictures of 28×28 pixels, but they have {data.Train.InputLength}.");
}

static Digits Tune(DigitData data, int examples, int epochs, TrainerOptions options, CancellationToken cancel)
{
    // The build made the class of digits.onnx, with the weights inside: obj/…/unrolled/onnx/Digits.cs.
    var network = new Digits();
    Console.WriteLine(Digits.Info);

    Dataset few = data.Train.Subset(OfEachClass(data.Train.Labels, examples));
    using var trainer = new Trainer<Digits>(network, new Adam(Rate), options);
    float before = trainer.Evaluate(data.Test).Accuracy;
    FitHistory history = trainer.TrainOnConsole(few, epochs, Batch, data.Test, cancellationToken: cancel);
    cancel.ThrowIfCancellationRequested();
    float after = trainer.Evaluate(data.Test).Accuracy;

    var table = new Table().Border(TableBorder.Simple).AddColumns($"of {data.Test.Count:N0} other digits", "right");
    table.Columns[1].RightAligned();
    table.AddRow("as it came", $"{before:P1}");
    table.AddRow($"after {history.Epochs.Count} epochs of {few.Count} examples", $"{after:P1}");
    AnsiConsole.Write(table);
    Console.WriteLine($"as it came: {before:F4}");
    Console.WriteLine($"fine-tuned: {after:F4}");
    return network;
}

static void Write(Digits network, string path)
{
    Onnx.Save(network, path);
    Console.Write(OnnxModel.Describe(path));

    // What was written is the network: read again, it has the same layers and numbers, by their names.
    string weights = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    try
    {
        using (FileStream file = File.Create(weights))
            OnnxModel.Import(path).WriteWeights(file);
        var again = new Digits();
        again.Load(weights);
        if (!again.Parameters.SequenceEqual(network.Parameters))
            throw new InvalidDataException($"{path} has other numbers than the network.");
    }
    finally
    {
        File.Delete(weights);
    }

    Console.WriteLine($"wrote {path}: {network.Parameters.Length:N0} parameters, the same when read again");
}

static int[] OfEachClass(ReadOnlySpan<int> labels, int most)
{
    var counts = new Dictionary<int, int>();
    var chosen = new List<int>();
    for (int i = 0; i < labels.Length; i++)
    {
        if ((counts[labels[i]] = counts.GetValueOrDefault(labels[i]) + 1) <= most)
            chosen.Add(i);
    }

    return [.. chosen];
}
