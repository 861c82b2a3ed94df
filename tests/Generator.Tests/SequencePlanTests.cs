using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Planning;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Tests;

/// <summary>How recurrent layers are worked off: what a lane group does step by step, and what needs memory.</summary>
[Trait("Category", "Slow")]
public class SequencePlanTests
{
    private const string Stack = "Input(20, 8), Gru(6, ReturnSequences = true), Lstm(8), Dense(2), MeanSquaredError";

    [Fact]
    public void A_groups_products_are_made_in_the_step_that_reads_them()
    {
        Graph graph = Build(Stack);
        foreach (Recipe recipe in new[] { Recipe.Predict(graph, LaneAxis.Samples), Recipe.Train(graph) })
        {
            Scan[] forward = [.. recipe.Nodes.OfType<Scan>().Where(static scan => !scan.Backward)];
            Assert.Equal([2, 2], forward.Select(static scan => scan.Body.OfType<Contraction>().Count()));
            Assert.Equal(["dense1"], Products(recipe));
        }
    }

    [Fact]
    public void One_samples_products_are_made_for_all_steps()
    {
        Recipe recipe = Recipe.Predict(Build(Stack), LaneAxis.Features);
        Assert.Equal(["gru1 inputs", "lstm1 inputs", "dense1"], Products(recipe));
    }

    [Fact]
    public void Inference_has_no_memory_for_gates()
    {
        Graph graph = Build("Input(20, 8), Lstm(16), Dense(2), MeanSquaredError");
        string[] gates = ["lstm1 f", "lstm1 g", "lstm1 i", "lstm1 o", "lstm1 tanh c"];
        Assert.Equal(gates, Buffers(Recipe.Train(graph)).Intersect(gates).Order(StringComparer.Ordinal));
        Assert.Empty(Buffers(Recipe.Predict(graph, LaneAxis.Samples)).Intersect(gates));
        Assert.Empty(Buffers(Recipe.Predict(graph, LaneAxis.Features)).Intersect(gates));
    }

    private static string[] Products(Recipe recipe) =>
        [.. recipe.Nodes.OfType<Contraction>().Where(static c => c.Output is Value { IsGradient: false })
            .Select(static c => c.Output.Name)];

    /// <summary>The names of a program's buffers, which end the lines of its dump that tell their places.</summary>
    private static string[] Buffers(Recipe recipe) =>
        [.. Dump.Of(Passes.Run(recipe)).Split('\n').Select(static line => line.Split("  ")[^1])];

    private static Graph Build(string attributes) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec($"using Unrolled; [Network, {attributes}] partial class Net;")).Graph!;
}
