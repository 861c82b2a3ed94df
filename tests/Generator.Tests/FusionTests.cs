using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Planning;

namespace Unrolled.Generator.Tests;

/// <summary>
/// Which operations are joined: an activation goes into the layer before it wherever nothing else needs that layer's own result.
/// </summary>
[Trait("Category", "Slow")]
public class FusionTests
{
    [Theory]
    [InlineData("ReLU")]
    [InlineData("ELU")]
    [InlineData("Tanh")]
    public void An_activation_whose_gradient_needs_its_result_is_fused_in_training_too(string activation)
    {
        Graph graph = Build(activation);

        Assert.Equal(["dense1, joined", "dense2"], Forward(Fusion.Run(graph.Forward, [graph.Output], contiguous: true)));
        Assert.Equal(["dense1, joined", "dense2"], Forward(Training(graph)));
    }

    [Theory]
    [InlineData("GELU")]
    [InlineData("SiLU")]
    [InlineData("Softplus")]
    [InlineData("HardSwish")]
    [InlineData("Mish")]
    public void An_activation_whose_gradient_needs_its_input_is_fused_in_inference_alone(string activation)
    {
        Graph graph = Build(activation);

        Assert.Equal(["dense1, joined", "dense2"], Forward(Fusion.Run(graph.Forward, [graph.Output], contiguous: true)));
        Assert.Equal(["dense1", activation.ToLowerInvariant() + "1", "dense2"], Forward(Training(graph)));
    }

    private static Graph Build(string activation) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec(Sources.Net($"[Dense(3), {activation}, Dense(2), MeanSquaredError]"))).Graph!;

    private static IReadOnlyList<FusedNode> Training(Graph graph) =>
        Fusion.Run([.. graph.Forward, graph.Loss!, .. graph.Backward], [graph.Output], contiguous: true);

    private static IEnumerable<string> Forward(IReadOnlyList<FusedNode> nodes) =>
        nodes.TakeWhile(n => n.Node is not LossNode).Select(n => $"{n.Node.Layer}{(n.Epilogue is null ? "" : ", joined")}");
}
