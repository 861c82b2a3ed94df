using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;

namespace Unrolled.Generator.Tests;

/// <summary>What is frozen has no gradient, and nothing is computed that would only serve one.</summary>
[Trait("Category", "Slow")]
public class FrozenTests
{
    [Fact]
    public void Frozen_first_layers_have_no_backward_kernels()
    {
        const string Format = "using Unrolled; [Network, Input(1, 9, 9), Conv2D(2, 3{0}), ReLU, MaxPool2D(2), Flatten, Dense(4{0}), " +
            "Tanh, Dense(3), SoftmaxCrossEntropy] partial class Net;";
        string[] gone =
        [
            "Conv2d1WeightGradient", "Conv2d1BiasGradient", "Maxpool2d1InputGradient", "Dense1WeightGradient", "Dense1BiasGradient",
            "Dense1InputGradient", "Dense2InputGradient",
        ];
        string learned = Kernels(string.Format(null, Format, "")), frozen = Kernels(string.Format(null, Format, ", Frozen = true"));

        // The first line keeps the second honest: these are what the kernels are called.
        Assert.All(gone, name => Assert.Contains(name, learned, StringComparison.Ordinal));
        Assert.All(gone, name => Assert.DoesNotContain(name, frozen, StringComparison.Ordinal));
        Assert.All(["Conv2d1Forward", "Dense1Forward", "Dense2WeightGradient", "Dense2BiasGradient"], name =>
            Assert.Contains(name, frozen, StringComparison.Ordinal));
    }

    [Fact]
    public void A_frozen_layer_behind_a_learned_one_hands_its_gradient_on()
    {
        string kernels = Kernels(Sources.Net("[Dense(5), ReLU, Dense(4, Frozen = true), Tanh, Dense(3), MeanSquaredError]"));

        Assert.All(["Dense2WeightGradient", "Dense2BiasGradient"], name => Assert.DoesNotContain(name, kernels, StringComparison.Ordinal));
        Assert.All(
            ["Dense1WeightGradient", "Dense1BiasGradient", "Dense2InputGradient", "Dense3InputGradient"],
            name => Assert.Contains(name, kernels, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Input(5, 4), Lstm(3, Frozen = true), Dense(2)")]
    [InlineData("Input(5, 4), Gru(3, Frozen = true, ReturnSequences = true), Dense(2)")]
    [InlineData("Input(5, 4), Rnn(3, Frozen = true), Dense(2)")]
    [InlineData("Input(5), Embedding(7, 4, Frozen = true), Dense(2)")]
    [InlineData("Input(4), LayerNorm(Frozen = true), Dense(2)")]
    [InlineData("Input(4), RMSNorm(Frozen = true), GroupNorm(2, Frozen = true), Dense(2)")]
    [InlineData("Input(4), Scale(Frozen = true), PReLU(Frozen = true), Dense(2)")]
    [InlineData("Input(4), BatchNorm(Frozen = true), Dense(2)")]
    [InlineData("Input(2, 5), Conv1D(3, 2, Frozen = true), Flatten, Dense(2)")]
    [InlineData("Input(2, 5, 5), ConvTranspose2D(3, 2, Frozen = true), Flatten, Dense(2)")]
    public void Nothing_is_carried_back_to_a_frozen_first_layer(string layers) => Assert.Equal(
        ["dense1"], Build(layers).Backward.Select(n => n.Layer).Distinct());

    [Theory]
    [InlineData("Input(5, 4), Dense(4), Lstm(3, Frozen = true)")]
    [InlineData("Input(5, 4), Dense(4), Gru(3, Frozen = true)")]
    [InlineData("Input(5, 4), Dense(4), Rnn(3, Frozen = true)")]
    [InlineData("Input(4), Dense(4), LayerNorm(Frozen = true)")]
    [InlineData("Input(4), Dense(4), PReLU(Frozen = true, Shared = true)")]
    [InlineData("Input(4), Dense(4), BatchNorm(Frozen = true)")]
    [InlineData("Input(4), Dense(4), Tanh, Dense(4, Frozen = true)")]
    public void Gradients_are_those_of_learned_parameters_alone(string layers)
    {
        Graph graph = Build(layers);

        Assert.Equal(
            ["dense1.bias", "dense1.weight"],
            graph.Backward.Select(n => n.Output).OfType<Gradient>().Select(g => g.Parameter.Name).Order(StringComparer.Ordinal));
        Assert.Equal(graph.LearnedCount, graph.Parameters.Where(p => p.Name.StartsWith("dense1.", StringComparison.Ordinal))
            .Sum(p => p.Shape.Length));
    }

    [Fact]
    public void A_frozen_batch_norm_remembers_nothing_and_needs_no_statistics()
    {
        Graph graph = Build("Input(4), Dense(4), BatchNorm(Frozen = true)");

        Assert.Empty(graph.Finish);
        Assert.DoesNotContain(graph.Forward, n => n is BatchNode);
        Assert.DoesNotContain(graph.Backward, n => n is BatchNode);
    }

    [Fact]
    public void UNR0025_all_layers_are_frozen() => Expect.Diagnostics(
        "UNR0025", Sources.Net("[Dense(3, Frozen = true), ReLU, {|Dense(2, Frozen = true)|}, Tanh, MeanSquaredError]"),
        "Dense(2, Frozen = true) is frozen", "every other layer of Net", "remove Frozen");

    [Fact]
    public void UNR0025_the_statistics_of_a_frozen_batch_norm_do_not_count() => Expect.Diagnostics(
        "UNR0025", Sources.Net("[{|BatchNorm(Frozen = true)|}, MeanSquaredError]"), "training would change nothing");

    [Fact]
    public void A_network_without_parameters_is_no_mistake() => Assert.Equal(
        0, NetworkGraph.TryBuild(GeneratorHarness.Spec(Sources.Net("[ReLU, MeanSquaredError]"))).Graph!.ParameterCount);

    private static Graph Build(string layers) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec($"using Unrolled; [Network, {layers}, MeanSquaredError] partial class Net;")).Graph!;

    private static string Kernels(string source)
    {
        GeneratorRun run = GeneratorHarness.Run(source);
        Assert.Empty(run.Result.Diagnostics);
        return run.Result.GeneratedSources.Single(s => s.HintName == "Net-Avx2.g.cs").SourceText.ToString();
    }
}
