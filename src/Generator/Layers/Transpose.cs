using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[b,a] = x[a,b]</c>: channels and length become steps and features, or the reverse.
/// <c>dx[a,b] = dy[b,a]</c>, by <see cref="Adjoint"/>.
/// </summary>
internal sealed class Transpose : Layer
{
    public override bool Streams(LayerSpec spec) => true;

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        if (x.Shape.Rank != 2)
            throw new DoesNotFitException($"{spec.Declaration} needs two axes but gets {x.Shape}; put Reshape before it, or leave it out");

        Dim outer = new("a", x.Shape[1]), inner = new("b", x.Shape[0]);
        var nest = new Nest(
            Outs: new([outer, inner]),
            Sums: new([]),
            Output: new([Coordinate.Of(outer), Coordinate.Of(inner)]),
            Left: new([Coordinate.Of(inner), Coordinate.Of(outer)]),
            Right: default);
        return graph.Add(new Value(spec.Name, new Shape(outer.Extent, inner.Extent), roles: x.Roles.Transposed),
            y => new Contraction(spec.Name, y, x, null, null, [nest]));
    }
}
