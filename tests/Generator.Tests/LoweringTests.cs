using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Tests;

/// <summary>The two tables of the middle: a rule for each kind of operation, and the ways to work off a contraction.</summary>
[Trait("Category", "Slow")]
public class LoweringTests
{
    private static readonly string[] s_withoutTiles = ["direct", "sample sum"];

    private const string Wide = "Input(1024), Dense(1024), ReLU, Dense(10), SoftmaxCrossEntropy";

    [Fact]
    public void Every_kind_of_operation_has_a_rule()
    {
        IEnumerable<Type> kinds = typeof(Node).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(Node)) && !t.IsAbstract);
        Assert.Equal(kinds.Select(static t => t.Name).Order(), NodeLowering.Kinds.Select(static t => t.Name).Order());
    }

    [Theory]
    [InlineData("Input(8), Dense(6), MeanSquaredError", "direct", "chunk sum", "chunk sum")]
    [InlineData("Input(1, 9, 9), Conv2D(4, 3), MeanSquaredError", "direct", "direct", "direct")]
    [InlineData("Input(1000, 64), Lstm(64), Dense(1), MeanSquaredError", "direct", "chunk sum", "sample sum")]
    [InlineData("Input(8, 10000), Conv1D(16, 3, Groups = 2), MeanSquaredError", "direct", "blocks")]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, Stride = 2), MeanSquaredError", "direct", "sample sum")]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, Groups = 2), MeanSquaredError", "direct", "direct")]
    [InlineData(Wide, "panels", "batch sum")]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, Padding = 1), Conv2D(16, 3), MeanSquaredError", "winograd", "winograd gradient")]
    [InlineData("Input(64, 256), Conv1D(64, 3), MeanSquaredError", "winograd", "winograd gradient")]
    [InlineData(
        "Input(8, 5, 5), Conv2D(8, 3, Algorithm = ConvolutionAlgorithm.Winograd), MeanSquaredError", "winograd", "winograd gradient")]
    public void The_way_follows_from_shapes(string attributes, params string[] some)
    {
        string[] ways = [.. Contractions(Recipe.Train(Build(attributes))).Select(static c => c.Way.Name)];
        Assert.Equal(some.Order().Distinct(), some.Where(ways.Contains).Order().Distinct());
    }

    /// <summary>What tiles cannot make, or would make no faster, or may not make, is summed without them.</summary>
    [Theory]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, Algorithm = ConvolutionAlgorithm.Direct), MeanSquaredError")]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, Stride = 2), MeanSquaredError")]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, Dilation = 2), MeanSquaredError")]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, Groups = 2), MeanSquaredError")]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, Padding = 3), MeanSquaredError")]
    [InlineData("Input(16, 16, 16), Conv2D(16, 3, 1), MeanSquaredError")]
    [InlineData("Input(7, 16, 16), Conv2D(16, 3), MeanSquaredError")]
    [InlineData("Input(3000, 4, 4), Conv2D(3000, 3), MeanSquaredError")]
    [InlineData("Input(16, 64), Conv1D(16, 3, Causal = true), MeanSquaredError")]
    public void Other_convolutions_are_summed_without_tiles(string attributes) =>
        Assert.All(Contractions(Recipe.Train(Build(attributes))), static c => Assert.Contains(c.Way.Name, s_withoutTiles));

    /// <summary>
    /// Small maps have more weights to transform than products, which one sample does for itself; gradients are those of groups.
    /// </summary>
    [Fact]
    public void One_sample_decides_for_the_forward_pass()
    {
        Graph graph = Build("Input(16, 4, 4), Conv2D(16, 3, Padding = 1), Flatten, MeanSquaredError");
        Assert.Equal(["direct"], Contractions(Recipe.Predict(graph, LaneAxis.Features)).Select(static c => c.Way.Name));
        Assert.Contains("winograd gradient", Contractions(Recipe.Train(graph)).Select(static c => c.Way.Name));
    }

    /// <summary>One sample of a wide layer reads its weights row by row, and sums as the others do.</summary>
    [Fact]
    public void One_sample_of_a_wide_layer_goes_by_rows()
    {
        Graph graph = Build("Input(1000), Dense(500), ReLU, Dense(10), SoftmaxCrossEntropy");
        Assert.Equal(["rows", "direct"], Contractions(Recipe.Predict(graph, LaneAxis.Features)).Select(static c => c.Way.Name));
        Program one = Passes.Run(Recipe.Predict(graph, LaneAxis.Features));
        // 125 stretches of 8 rows, of which the first begins with the bias and the last is followed by the function.
        Assert.Equal(123, one.Phases[0].Group.OfType<Statement.Repeat>().Single(static r => r.Counter == "stretch").Count);
    }

    /// <summary>All groups of a stretch use a panel of weights before the next one is fetched.</summary>
    [Fact]
    public void Groups_share_the_weights_of_a_wide_layer()
    {
        Graph graph = Build("Input(1000), Dense(500), ReLU, Dense(10), SoftmaxCrossEntropy");
        Program groups = Passes.Run(Recipe.Predict(graph, LaneAxis.Samples));
        // 7 blocks of 64 outputs and one of 52, between the phase that takes the inputs and the one that goes on behind the layer.
        Assert.Equal([8], groups.Phases.SelectMany(static p => p.Wide).Select(static wide => wide.Items));
        Assert.Equal(2, groups.Phases.Count);
    }

    /// <summary>
    /// Few outputs have few chains of multiply-adds, each of which waits for itself; equal ranges of a sum give them more.
    /// </summary>
    [Theory]
    [InlineData("Input(16), Dense(16), MeanSquaredError", 4)]
    [InlineData("Input(32), Dense(32), MeanSquaredError", 4)]
    [InlineData("Input(64), Dense(64), MeanSquaredError", 2)]
    [InlineData("Input(64), Dense(128), MeanSquaredError", 1)]
    [InlineData("Input(8), Dense(8), MeanSquaredError", 2)]
    [InlineData("Input(13), Dense(8), MeanSquaredError", 1)]
    [InlineData("Input(5, 16), Dense(16), MeanSquaredError", 4)]
    [InlineData("Input(5, 16), Gru(16), MeanSquaredError", 2)]
    [InlineData("Input(16, 4, 4), Conv2D(16, 1), MeanSquaredError", 1)]
    [InlineData("Input(4, 4, 4), Flatten, Dense(16), MeanSquaredError", 1)]
    public void Few_outputs_are_summed_in_ranges(string attributes, int ranges)
    {
        Recipe recipe = Recipe.Predict(Build(attributes), LaneAxis.Features);
        Assert.All(Contractions(recipe), c => Assert.Equal(ranges, SumRanges.Of(c.Contraction)));
    }

    /// <summary>A value has the same bits whichever program computes it, as every program sums it in one order.</summary>
    [Theory]
    [InlineData("Input(8, 5), Gru(6, ReturnSequences = true), Dense(3), Softmax, MeanSquaredError")]
    [InlineData("Input(16), Dense(16), ReLU, Dense(8), SoftmaxCrossEntropy")]
    [InlineData("Input(3, 9, 9), Conv2D(4, 3, Padding = 1), BatchNorm, AvgPool2D(3), Flatten, Dense(2), SoftmaxCrossEntropy")]
    [InlineData("Input(16, 9, 9), Conv2D(16, 3, Padding = 1), ReLU, Conv2D(32, 3), Flatten, Dense(2), SoftmaxCrossEntropy")]
    [InlineData(Wide)]
    public void Programs_sum_a_value_in_one_order(string attributes)
    {
        Graph graph = Build(attributes);
        var train = Orders(Recipe.Train(graph));
        Recipe[] others =
        [
            Recipe.Predict(graph, LaneAxis.Samples), Recipe.Predict(graph, LaneAxis.Features), Recipe.Evaluate(graph),
            Recipe.InputGradient(NetworkGraph.TryInputGradient(Spec(attributes) with { InputGradient = true }, graph)!),
        ];
        foreach (Recipe other in others)
        {
            foreach ((string output, (SumOrder, int) order) in Orders(other).Where(o => train.ContainsKey(o.Key)))
                Assert.Equal(train[output], order);
        }
    }

    /// <summary>No way is taken that another one beats.</summary>
    [Theory]
    [InlineData("Input(8), Dense(1), MeanSquaredError")]
    [InlineData("Input(1, 9, 9), Conv2D(4, 3), Flatten, Dense(3), MeanSquaredError")]
    [InlineData("Input(16, 9, 9), Conv2D(16, 3, Padding = 1), ReLU, Conv2D(32, 3), Flatten, Dense(2), SoftmaxCrossEntropy")]
    [InlineData(Wide)]
    public void The_cheapest_way_is_taken(string attributes)
    {
        Recipe train = Recipe.Train(Build(attributes));
        foreach ((Contraction contraction, ContractionLowering way) in Contractions(train))
        {
            IEnumerable<ContractionLowering> open = ContractionLowering.All.Where(w => w.Takes(contraction));
            Assert.All(open, w => Assert.True(way.Cost(contraction) <= w.Cost(contraction)));
        }
    }

    /// <summary>An activation behind a wide layer is no work of its own, which one thread would do alone.</summary>
    [Fact]
    public void Wide_layers_take_their_activations()
    {
        Recipe train = Recipe.Train(Build(Wide));
        Assert.Contains("dense1 takes relu1", PassDumps.Of(train));
        Assert.All(Passes.Run(train).Phases.SelectMany(static p => p.Wide), static w => Assert.Equal(16, w.Items));
    }

    /// <summary>How each value is summed, by its name: programs are made from graphs of their own.</summary>
    private static Dictionary<string, (SumOrder Order, int Ranges)> Orders(Recipe recipe) => Contractions(recipe)
        .GroupBy(static c => c.Contraction.Output.Name, static c => (c.Way.OrderOf(c.Contraction), SumRanges.Of(c.Contraction)))
        .ToDictionary(static g => g.Key, static g => Assert.Single(g.Distinct()));

    private static IEnumerable<(Contraction Contraction, ContractionLowering Way)> Contractions(Recipe recipe) => recipe.Nodes
        .SelectMany(static n => n is Scan scan ? scan.Body : [n]).OfType<Contraction>()
        .Select(c => (c, ContractionLowering.Choose(c, recipe.Stages)));

    private static Graph Build(string attributes) => NetworkGraph.TryBuild(Spec(attributes)).Graph!;

    private static NetworkSpec Spec(string attributes) =>
        GeneratorHarness.Spec($"using Unrolled; [Network, {attributes}] partial class Net;");
}
