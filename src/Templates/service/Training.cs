using Unrolled;
using Unrolled.Data;

/// <summary>The verb <c>train</c>: from the table to the weights, in the folder where it runs.</summary>
internal static class Training
{
    public const string Table = "fruit.csv", Weights = "fruit.safetensors";

    public static int Run()
    {
        if (!File.Exists(Table))
        {
            Console.Error.WriteLine($"error: {Path.GetFullPath(Table)} is not there; run this in the project's folder.");
            return 1;
        }

        Dataset all = Csv.Load(Table, new() { Label = "kind" }).Data;
        (Dataset train, Dataset test) = all.SplitStratified(0.8, seed: 1);
        var network = new Fruit(seed: 1);
        using var trainer = new Trainer<Fruit>(network, new Adam(1e-2));
        Console.WriteLine(trainer.Train(train, epochs: 40, batchSize: 16, validation: test));
        network.Save(Weights, NetworkMetadata.Empty.WithClassNames(all.ClassNames));
        Console.WriteLine($"test accuracy {trainer.Evaluate(test).Accuracy:F3}, wrote {Weights}");
        return 0;
    }
}
