using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>yᵢ = eˣⁱ/Σeˣʲ</c> over the last axis, <c>dxᵢ = yᵢ·(dyᵢ - Σ dyⱼ·yⱼ)</c>.</summary>
internal sealed class Softmax : Layer
{
    public override bool Streams(LayerSpec spec) => true;

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        NeedsFeatures(spec, x);
        return graph.Add(new Value(spec.Name, x.Shape, roles: x.Roles), y => new SoftmaxNode(spec.Name, y, x));
    }
}
