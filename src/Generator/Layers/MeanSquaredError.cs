using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>loss = Σ(x-t)²/n</c> over all elements, <c>dx = 2·(x-t)/n</c>.</summary>
internal sealed class MeanSquaredError : Layer
{
    public override bool IsLoss => true;

    public override Value Build(Graph graph, LayerSpec spec, Value x) => graph.AddLoss(spec, LossKind.MeanSquaredError, x);
}
