using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>The same elements in the same order, on one axis: nothing is computed.</summary>
internal sealed class Flatten : Layer
{
    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x) =>
        x.Shape.Rank == 1 ? x : new Value(spec.Name, new Shape(x.Shape.Length), x);
}
