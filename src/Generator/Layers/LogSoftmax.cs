using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>yᵢ = xᵢ - ln Σeˣʲ</c> over the last axis, <c>dxᵢ = dyᵢ - eʸⁱ·Σ dyⱼ</c>.</summary>
internal sealed class LogSoftmax : Layer
{
    public override bool Streams(LayerSpec spec) => true;

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        NeedsFeatures(spec, x);
        return graph.Add(new Value(spec.Name, x.Shape, roles: x.Roles), y => new LogSoftmaxNode(spec.Name, y, x));
    }
}
