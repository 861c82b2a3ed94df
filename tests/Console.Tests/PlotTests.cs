using Unrolled.Plots;

namespace Unrolled.Tests;

public sealed class PlotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled-plots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Curves_are_drawn_with_names_and_the_best_epoch()
    {
        string path = Path.Combine(_folder, "curves.svg");

        TrainingPlot.Save(path, History(validation: true));

        string picture = File.ReadAllText(path);
        Assert.All(["training", "validation", "best: epoch 2", "accuracy", "epoch"], text => Assert.Contains(text, picture));
    }

    [Theory]
    [InlineData("curves.png", "89504E47")]
    [InlineData("curves.PNG", "89504E47")]
    [InlineData("curves.jpg", "FFD8FF")]
    [InlineData("curves.webp", "52494646")]
    public void The_extension_chooses_the_format(string name, string begins)
    {
        string path = Path.Combine(_folder, name);

        TrainingPlot.Save(path, History(validation: false), 300, 200);

        Assert.StartsWith(begins, Convert.ToHexString(File.ReadAllBytes(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_confusion_matrix_is_drawn_with_names_and_counts()
    {
        string path = Path.Combine(_folder, "confusion.svg");

        ConfusionPlot.Save(path, new ConfusionMatrix(new long[,] { { 123, 4 }, { 0, 56 } }, ["cat", "dog"]));

        string picture = File.ReadAllText(path);
        Assert.All(["cat", "dog", "123", "56", "predicted", "actual"], text => Assert.Contains(text, picture));
    }

    [Fact]
    public void What_cannot_be_drawn_is_said()
    {
        Assert.Contains(".png", Assert.Throws<ArgumentException>(() => TrainingPlot.Save("curves.txt", History(true))).Message);
        Assert.Contains(
            "no curve",
            Assert.Throws<ArgumentException>(
                () => TrainingPlot.Save("curves.png", new FitHistory([], StopReason.Cancelled, TimeSpan.Zero))).Message);
    }

    private static FitHistory History(bool validation) => new(
        [.. Enumerable.Range(1, 3).Select(epoch => new EpochResult(epoch, 1f / epoch, 10, TimeSpan.FromSeconds(1))
        {
            Validation = validation ? new Evaluation(1.1f / epoch, 0.5f + 0.1f * epoch, 10) : null,
            IsBest = epoch == 2,
        })],
        StopReason.Completed, TimeSpan.FromSeconds(3));
}
