using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Planning;

namespace Unrolled.Generator.Tests;

/// <summary>
/// What the batch's memory keeps of normalised networks: what convolutions make, and not what is made of it at little cost.
/// </summary>
[Trait("Category", "Slow")]
public class RematerializationTests
{
    private const string Head = "GlobalAvgPool2D, Dense(4), SoftmaxCrossEntropy";

    [Fact]
    public void A_normalisation_and_its_activation_are_made_again()
    {
        Graph graph = Build($"Input(8, 16, 16), Conv2D(16, 3), BatchNorm, ReLU, Conv2D(16, 3), BatchNorm, ReLU, {Head}");

        Assert.Equal(["conv2d1", "conv2d2"], Kept(graph).Where(static name => !name.StartsWith("d_", StringComparison.Ordinal)));
        IReadOnlyList<PhaseNodes> phases = Planning.Schedule.Of(Recipe.Train(graph).Nodes, Recipe.Train(graph).Stages).Phases;
        Assert.True(phases.Count(phase => phase.Group.Any(static node => node is Map { Output.Name: "relu1" })) > 1);
    }

    [Theory]
    // Too small to be worth a pass, a function that is not cheap, and a sum of two values, of which one would be read for it alone.
    [InlineData("Input(4, 8, 8), Conv2D(4, 3), BatchNorm, ReLU, Conv2D(4, 3), BatchNorm, ", "relu1")]
    [InlineData("Input(8, 16, 16), Conv2D(16, 3), BatchNorm, SiLU, Conv2D(16, 3), BatchNorm, ", "silu1")]
    [InlineData(
        "Input(16, 16, 16), Conv2D(16, 3, Padding = 1, Name = \"skip\"), Conv2D(16, 3, Padding = 1), BatchNorm, Add(\"skip\"), " +
        "Conv2D(16, 3), BatchNorm, ",
        "add1")]
    public void Others_are_kept(string attributes, string name) => Assert.Contains(name, Kept(Build(attributes + Head)));

    [Fact]
    public void A_network_of_one_phase_keeps_nothing() =>
        Assert.Empty(Kept(Build($"Input(8, 16, 16), Conv2D(16, 3), ReLU, Conv2D(16, 3), {Head}")));

    private static string[] Kept(Graph graph)
    {
        Recipe recipe = Recipe.Train(graph);
        return [.. Lifetimes.AcrossPhases(Planning.Schedule.Of(recipe.Nodes, recipe.Stages).Phases)
            .Where(static value => value.Shape.Rank == 3).Select(static value => value.Name).Order(StringComparer.Ordinal)];
    }

    private static Graph Build(string attributes) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec($"using Unrolled; [Network, {attributes}] partial class Net;")).Graph!;
}
