using System.CommandLine;
using Tabular;
using Unrolled;
using Unrolled.Data;

var epochs = new Option<int>("--epochs") { Description = "Passes over the training samples.", DefaultValueFactory = _ => 30 };
var seed = new Option<ulong>("--seed") { Description = "Decides the split, first weights and order.", DefaultValueFactory = _ => 1 };
var output = new Option<string?>("--output") { Description = "Folder that gets network, scaling and schema." };
var command = new RootCommand("Learns from a table of weather and time how many bicycles are hired.") { epochs, seed, output };
command.SetAction(line => Train(line.GetValue(epochs), line.GetValue(seed), line.GetValue(output)));
return command.Parse(args).Invoke();

static void Train(int epochs, ulong seed, string? output)
{
    string file = Path.Combine(AppContext.BaseDirectory, "rentals.csv");
    CsvTable table = Csv.Load(file, new() { Label = "demand", Missing = Missing.Mean });
    Console.WriteLine($"{table.Data.Count} rows of {string.Join(", ", table.Schema.FeatureNames)}");

    (Dataset train, Dataset test) = table.Data.SplitStratified(0.8, seed);
    Standardize scale = Standardize.Fit(train);
    var network = new Demand(seed);
    using var trainer = new Trainer<Demand>(network, new AdamW(1e-2f), new() { Seed = seed });
    foreach (EpochResult epoch in trainer.Fit(scale.Apply(train), epochs, batchSize: 32))
        Console.WriteLine(epoch);

    if (output is not null)
    {
        network.Save(Path.Combine(output, "demand.safetensors"));
        scale.Save(Path.Combine(output, "scale.safetensors"));
        table.Schema.Save(Path.Combine(output, "schema.json"));
    }

    // One hour, as a service would be asked; nobody measured the wind.
    var hour = new Dictionary<string, string>
    {
        ["season"] = "summer", ["hour"] = "17", ["day"] = "workday", ["weather"] = "clear", ["temperature"] = "25", ["humidity"] = "45",
    };
    Span<float> input = stackalloc float[Demand.InputLength], logits = stackalloc float[Demand.OutputLength];
    table.Schema.Encode(hour, input);
    scale.Apply(input);
    network.Predict(input, logits);
    int likely = logits[0] > logits[1] ? (logits[0] > logits[2] ? 0 : 2) : logits[1] > logits[2] ? 1 : 2;
    Console.WriteLine($"a summer workday at 17:00: {table.Schema.ClassNames[likely]}");
    Console.WriteLine($"test accuracy: {trainer.Evaluate(scale.Apply(test)).Accuracy:F3}");
}
