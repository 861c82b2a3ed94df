using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y[k] = Σ x[k,i,j] / (height·width)</c>; <c>dx[k,i,j] = dy[k] / (height·width)</c>, by <see cref="Adjoint"/>.</summary>
internal sealed class GlobalAvgPool2D : Layer
{
    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        WindowAxis.Check(WindowAxis.Image, spec, x);
        Dim k = new("k", x.Shape[0]), i = new("i", x.Shape[1]), j = new("j", x.Shape[2]);
        var nest = new Nest(
            Outs: new([k]),
            Sums: new([i, j]),
            Output: new([Coordinate.Of(k)]),
            Left: new([Coordinate.Of(k), Coordinate.Of(i), Coordinate.Of(j)]),
            Right: default);
        return graph.Add(new Value(spec.Name, new Shape(k.Extent)),
            y => new Contraction(spec.Name, y, x, null, null, [nest], Join.Sum, 1f / (i.Extent * j.Extent)));
    }
}
