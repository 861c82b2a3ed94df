using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Tests;

/// <summary>What works on each channel for itself runs block by block of channels, and nothing else does.</summary>
[Trait("Category", "Slow")]
public class ChannelBlocksTests
{
    private const string Separable =
        "Input(8, 25, 5), Conv2D(64, 1), BatchNorm, ReLU, Conv2D(64, 3, Padding = 1, Groups = 64), BatchNorm, ReLU, "
        + "Conv2D(64, 1), BatchNorm, ReLU, GlobalAvgPool2D, Dense(4), SoftmaxCrossEntropy";

    [Fact]
    public void Normalisation_depthwise_convolution_and_sums_share_a_loop()
    {
        Statement.Repeat[] blocks = [.. Blocks(Separable)];

        Assert.All(blocks, static block => Assert.Equal(0, 64 % block.Count));
        string[][] bodies = [.. blocks.Select(static b => b.Body.Cast<Statement.Call>().Select(static c => $"{c.Callee}").ToArray())];
        Assert.Contains(bodies, static body =>
            body.Contains("Batchnorm1Forward") && body.Contains("Conv2d2Forward") && body.Contains("ChannelSums"));
        Assert.Contains(bodies, static body =>
            body.Contains("Batchnorm2InputGradient") && body.Contains("Conv2d2WeightGradient") && body.Contains("Conv2d2InputGradient"));
        // What mixes channels is in none.
        Assert.DoesNotContain(bodies, static body => body.Any(static name => name.StartsWith("Conv2d3", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Input(8, 5, 5), Conv2D(8, 3, Groups = 8), BatchNorm, ReLU, Flatten, Dense(2), SoftmaxCrossEntropy")]
    [InlineData("Input(784), Dense(128), ReLU, Dense(10), SoftmaxCrossEntropy")]
    public void What_fits_a_cache_stays_as_it_is(string attributes) => Assert.Empty(Blocks(attributes));

    private static IEnumerable<Statement.Repeat> Blocks(string attributes)
    {
        Program program = Passes.Run(Recipe.Train(Build(attributes)));
        IEnumerable<Statement> statements = program.Phases.SelectMany(static p => p.Group);
        return statements.OfType<Statement.Repeat>().Where(static r => r.Counter == "block");
    }

    private static Graph Build(string attributes) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec($"using Unrolled; [Network, {attributes}] partial class Net;")).Graph!;
}
