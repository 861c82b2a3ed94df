using System.CommandLine;
using Samples;
using Tabular;
using Unrolled;
using Unrolled.Data;
using Unrolled.Plots;

var command = new SampleCommand("Tabular", "Learns from a table of weather and time how many bicycles are hired.");
Option<int> epochs = command.Epochs(30);
Option<int> threads = command.Threads();
Option<ulong> seed = command.Seed("Decides the split, first weights and order.");
Option<string?> output = command.Path("--output", "DIR", "Folder that gets network, scaling, schema and a picture of the curves.");
return command.Run(args, (line, _) => Train(
    line.GetValue(epochs), new() { Threads = line.GetValue(threads), Seed = line.GetValue(seed) }, line.GetValue(output)));

static void Train(int epochs, TrainerOptions options, string? output)
{
    string file = Path.Combine(AppContext.BaseDirectory, "rentals.csv");
    CsvTable table = Csv.Load(file, new() { Label = "demand", Missing = Missing.Mean });
    Console.WriteLine($"{table.Data.Count} rows of {string.Join(", ", table.Schema.FeatureNames)}");

    (Dataset train, Dataset test) = table.Data.SplitStratified(0.8, options.Seed);
    Standardize scale = Standardize.Fit(train);
    var network = new Demand(options.Seed);
    using var trainer = new Trainer<Demand>(network, new AdamW(1e-2), options);
    FitHistory history = trainer.TrainOnConsole(scale.Apply(train), epochs, batchSize: 32, scale.Apply(test));

    if (output is not null)
    {
        Directory.CreateDirectory(output);
        network.Save(Path.Combine(output, "demand.safetensors"));
        scale.Save(Path.Combine(output, "scale.safetensors"));
        table.Schema.Save(Path.Combine(output, "schema.json"));
        TrainingPlot.Save(Path.Combine(output, "curves.png"), history);
    }

    // One hour, as a service would be asked; nobody measured the wind.
    var hour = new Dictionary<string, string>
    {
        ["season"] = "summer",
        ["hour"] = "17",
        ["day"] = "workday",
        ["weather"] = "clear",
        ["temperature"] = "25",
        ["humidity"] = "45",
    };
    Span<float> input = stackalloc float[Demand.InputLength];
    table.Schema.Encode(hour, input);
    scale.Apply(input);
    Console.WriteLine($"a summer workday at 17:00: {table.Schema.ClassNames[network.Classify(input)]}");

    Evaluation result = trainer.Evaluate(scale.Apply(test));
    Console.WriteLine(result.Report());
    Console.WriteLine($"test accuracy: {result.Accuracy:F3}");
}
