using System.CommandLine;
using Pictures;
using Samples;
using Unrolled;
using Unrolled.Data;
using Unrolled.Plots;

var command = new SampleCommand("Pictures", "Learns to tell pictures in folders from each other.");
Option<string?> data = command.Path("--data", "DIR", "Folder with a folder for each of five classes; shapes are drawn if left out.");
Option<int> epochs = command.Epochs(10);
Option<int> count = command.Number("--count", "Shapes of each kind to draw.", 200, 10, 10_000);
Option<int> threads = command.Threads();
Option<ulong> seed = command.Seed("Decides everything that is drawn at random.");
Option<string?> plot = command.Path("--confusion", "FILE", "Draw which classes were taken for which into this picture.");
return command.Run(args, (line, _) => Train(
    line.GetValue(data), line.GetValue(epochs), line.GetValue(count),
    new() { Threads = line.GetValue(threads), Seed = line.GetValue(seed), ReadAheadThreads = 2 }, line.GetValue(plot)));

static void Train(string? directory, int epochs, int count, TrainerOptions options, string? plot)
{
    DirectoryInfo? drawn = directory is null ? Directory.CreateTempSubdirectory("shapes-") : null;
    if (drawn is not null)
        Shapes.Draw(drawn.FullName, count, (int)options.Seed);
    Dataset pictures = ImageFolder.Load(directory ?? drawn!.FullName, new() { Width = 32, Height = 32, Fit = ImageFit.Pad });
    drawn?.Delete(recursive: true);
    Console.WriteLine($"{pictures.Count} pictures of {string.Join(", ", pictures.ClassNames)}");

    (Dataset train, Dataset test) = pictures.SplitStratified(0.8, options.Seed);
    var shape = new ImageShape(3, 32, 32);
    Standardize scale = Standardize.Fit(train, [3, 32, 32], axis: 0);
    SampleSource varied = scale.Apply(train).Augment(shape, options.Seed, Flip.Horizontal(), new Shift(3, 3), new Noise(0.05));
    var network = new ShapeNet(options.Seed);
    using var trainer = new Trainer<ShapeNet>(network, new Adam(3e-3), options);
    FitHistory history = trainer.TrainOnConsole(varied, epochs, batchSize: 32, scale.Apply(test));
    Evaluation result = history.Epochs[^1].Validation!;
    Console.WriteLine(result.Confusion);
    if (plot is not null)
        ConfusionPlot.Save(plot, result.Confusion!);
    Console.WriteLine($"test accuracy: {result.Accuracy:F3}");
}
