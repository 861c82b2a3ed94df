using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// Axes in another order: <c>y[b,a] = x[a,b]</c>, where channels and length become steps and features, or the reverse, and any
/// permutation of more of them. <c>dx[a,b] = dy[b,a]</c>, by <see cref="Adjoint"/>.
/// </summary>
internal sealed class Transpose : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Axes", 0, Limits.Rank - 1)];

    /// <summary>Two axes that change places are the same steps in another order.</summary>
    public override bool Streams(LayerSpec spec) => true;

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) => [new("Order", OrderOf(spec))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int[] order = OrderOf(spec);
        if (!spec.Has("Axes") && x.Shape.Rank != 2)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs two axes but gets {x.Shape}; name the order of the axes, as in Transpose(1, 0, 2), "
                + "put Reshape before it, or leave it out");
        }

        if (!order.OrderBy(static axis => axis).SequenceEqual(Enumerable.Range(0, x.Shape.Rank)))
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} names no order of the axes of {x.Shape}; give each of 0 to {x.Shape.Rank - 1} once");
        }

        if (order.SequenceEqual(Enumerable.Range(0, x.Shape.Rank)))
            return x;
        Dim[] inner = Copies.Loops(x), outer = [.. order.Select(axis => inner[axis])];
        AxisRoles? roles = order.Length == 2 ? x.Roles.Transposed : null;
        return Copies.Of(graph, spec, x, outer, [.. outer.Select(Coordinate.Of)], [.. inner.Select(Coordinate.Of)], roles);
    }

    private static int[] OrderOf(LayerSpec spec) => spec.Has("Axes")
        ? [.. spec.Arguments.Where(static a => a.Name == "Axes").Select(static a => (int)a.Value)]
        : [1, 0];
}
