using System.CommandLine;
using Pictures;
using Unrolled;
using Unrolled.Data;

var data = new Option<string?>("--data") { Description = "Folder with a folder for each of five classes; shapes are drawn if left out." };
var epochs = new Option<int>("--epochs") { Description = "Passes over the training samples.", DefaultValueFactory = _ => 10 };
var count = new Option<int>("--count") { Description = "Shapes of each kind to draw.", DefaultValueFactory = _ => 200 };
var seed = new Option<ulong>("--seed") { Description = "Decides everything that is drawn at random.", DefaultValueFactory = _ => 1 };
var command = new RootCommand("Learns to tell pictures in folders from each other.") { data, epochs, count, seed };
command.SetAction(line => Train(line.GetValue(data), line.GetValue(epochs), line.GetValue(count), line.GetValue(seed)));
return command.Parse(args).Invoke();

static void Train(string? directory, int epochs, int count, ulong seed)
{
    DirectoryInfo? drawn = directory is null ? Directory.CreateTempSubdirectory("shapes-") : null;
    if (drawn is not null)
        Shapes.Draw(drawn.FullName, count, (int)seed);
    Dataset pictures = ImageFolder.Load(directory ?? drawn!.FullName, new() { Width = 32, Height = 32, Fit = ImageFit.Pad });
    drawn?.Delete(recursive: true);
    Console.WriteLine($"{pictures.Count} pictures of {string.Join(", ", pictures.ClassNames)}");

    (Dataset train, Dataset test) = pictures.SplitStratified(0.8, seed);
    var shape = new ImageShape(3, 32, 32);
    Standardize scale = Standardize.Fit(train, [3, 32, 32], axis: 0);
    SampleSource varied = scale.Apply(train).Augment(shape, seed, Flip.Horizontal(), new Shift(3, 3), new Noise(0.05));
    var network = new ShapeNet(seed);
    using var trainer = new Trainer<ShapeNet>(network, new Adam(3e-3f), new() { Seed = seed });
    foreach (EpochResult epoch in trainer.Fit(varied, epochs, batchSize: 32))
        Console.WriteLine(epoch);
    Console.WriteLine($"test accuracy: {trainer.Evaluate(scale.Apply(test)).Accuracy:F3}");
}
