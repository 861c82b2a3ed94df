using System.Globalization;
using Unrolled;
using Unrolled.Data;

const string Table = "fruit.csv", Weights = "fruit.safetensors";

if (args.Length == 0)
    return Train();
if (args.Length == Fruit.InputLength && Array.TrueForAll(args, IsNumber))
    return Answer(Array.ConvertAll(args, static arg => float.Parse(arg, CultureInfo.InvariantCulture)));
Console.Error.WriteLine("""
    usage: dotnet run                                     learns from fruit.csv and writes fruit.safetensors
           dotnet run -- WEIGHT WIDTH HEIGHT HUE          answers: grams, millimetres, millimetres, degrees
    """);
return 2;

static bool IsNumber(string arg) => float.TryParse(arg, CultureInfo.InvariantCulture, out _);

static int Train()
{
    Dataset all = Csv.Load(Table, new() { Label = "kind" }).Data;
    (Dataset train, Dataset test) = all.SplitStratified(0.8, seed: 1);
    var network = new Fruit(seed: 1);
    using var trainer = new Trainer<Fruit>(network, new Adam(1e-2));
    trainer.TrainOnConsole(train, epochs: 40, batchSize: 16, validation: test);
    Console.WriteLine(trainer.Evaluate(test).Report());
    network.Save(Weights, NetworkMetadata.Empty.WithClassNames(all.ClassNames));
    Console.WriteLine($"wrote {Weights}");
    return 0;
}

static int Answer(float[] measures)
{
    if (!File.Exists(Weights))
    {
        Console.Error.WriteLine($"error: {Weights} is not there; train first, without arguments.");
        return 1;
    }

    var network = new Fruit();
    network.Load(Weights);
    Span<float> probabilities = stackalloc float[Fruit.OutputLength];
    network.Classify(measures, probabilities);
    int kind = network.Classify(measures);
    Console.WriteLine($"{NetworkMetadata.Read(Weights).ClassNames[kind]} {probabilities[kind]:F3}");
    return 0;
}
