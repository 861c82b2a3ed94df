using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// Sums, means or extremes over some axes of a sample: <c>y[k] = scale·Σ x[k,i…]</c>, <c>dx = scale·dy</c> (<see cref="Adjoint"/>), or
/// <c>y[k] = max x[k,i…]</c>, where the first largest element receives dy (<see cref="MaxPoolGradient"/>). The smallest is the largest
/// with the sign turned.
/// </summary>
/// <param name="join">What becomes of the elements.</param>
/// <param name="isMean">Whether a sum is divided by their number.</param>
/// <param name="isLeast">Whether the smallest is wanted.</param>
internal abstract class Reduce(Join join, bool isMean = false, bool isLeast = false) : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Axes", -Limits.Rank, Limits.Rank - 1)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Axes", AxesOf(spec, inputs[0])), new("KeepDimensions", spec.Number("KeepDimensions", 0) != 0)];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        IReadOnlyList<int> axes = AxesOf(spec, x);
        if (!isLeast)
            return Over(graph, spec, x, axes);
        Value least = Over(graph, spec, Turned(graph, spec, x), axes);
        return Turned(graph, spec, least);
    }

    /// <summary>The axes that are gone afterwards.</summary>
    /// <exception cref="DoesNotFitException">The layer cannot take <paramref name="x"/>.</exception>
    protected virtual IReadOnlyList<int> AxesOf(LayerSpec spec, Value x)
    {
        int rank = x.Shape.Rank;
        int[] given = [.. spec.Arguments.Where(static a => a.Name == "Axes").Select(static a => (int)a.Value)];
        if (given.Length == 0)
            return rank == 1 ? [0] : [.. Enumerable.Range(0, rank).Where(axis => axis != x.ChannelAxis())];
        int[] axes = [.. given.Select(axis => axis < 0 ? axis + rank : axis).Distinct()];
        return axes.Length == given.Length && axes.All(axis => axis >= 0 && axis < rank) ? axes : throw new DoesNotFitException(
            $"{spec.Declaration} needs different axes of {x.Shape}; give numbers from {-rank} to {rank - 1}, each axis once");
    }

    private Value Over(GraphBuilder graph, LayerSpec spec, Value x, IReadOnlyList<int> axes)
    {
        Dim[] dims = [.. x.Shape.Extents.Select(static (extent, axis) => new Dim($"a{axis}", extent))];
        Dim[] kept = [.. dims.Where((_, axis) => !axes.Contains(axis))];
        Dim[] gone = [.. dims.Where((_, axis) => axes.Contains(axis))];
        Dim[] outs = kept.Length > 0 ? kept : [new Dim("one", 1)];
        var nest = new Nest(
            Outs: new(outs),
            Sums: new(gone),
            Output: new([.. outs.Select(Coordinate.Of)]),
            Left: new([.. dims.Select(Coordinate.Of)]),
            Right: default);
        float scale = isMean ? 1f / gone.Aggregate(1, static (count, dim) => count * dim.Extent) : 1f;
        // What is left of channels and places is channels and length.
        bool isLine = kept.Length == 2 && kept[0] == dims[0] && x.Roles.Order == AxisOrder.ChannelsFirst;
        AxisRoles? roles = isLine ? new AxisRoles(AxisOrder.ChannelsFirst) : null;
        Value y = graph.Add(
            new Value(spec.Name, new Shape([.. outs.Select(static d => d.Extent)]), roles: roles),
            y => new Contraction(spec.Name, y, x, null, null, [nest], join, scale));
        if (spec.Number("KeepDimensions", 0) == 0)
            return y;
        int[] extents = [.. x.Shape.Extents.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)];
        return new Value(spec.Name, new Shape(extents), y, x.Roles);
    }

    private static Value Turned(GraphBuilder graph, LayerSpec spec, Value x) =>
        graph.AddMap(spec, x, Expr.Slot(0) * -1f, Expr.Slot(0) * -1f);
}

/// <summary>The sum.</summary>
internal sealed class Sum() : Reduce(Join.Sum);

/// <summary>The sum over the number of elements.</summary>
internal sealed class Mean() : Reduce(Join.Sum, isMean: true);

/// <summary>The largest.</summary>
internal sealed class Max() : Reduce(Join.Max);

/// <summary>The smallest.</summary>
internal sealed class Min() : Reduce(Join.Max, isLeast: true);

/// <summary>All places of each channel.</summary>
internal abstract class GlobalPool(IReadOnlyList<WindowAxis> places, Join join, bool isMean) : Reduce(join, isMean)
{
    protected override IReadOnlyList<int> AxesOf(LayerSpec spec, Value x)
    {
        WindowAxis.Check(places, spec, x);
        return [.. Enumerable.Range(1, places.Count)];
    }
}

/// <summary><c>y[k] = Σ x[k,i] / length</c>.</summary>
internal sealed class GlobalAvgPool1D() : GlobalPool(WindowAxis.Line, Join.Sum, isMean: true);

/// <summary><c>y[k] = Σ x[k,i,j] / (height·width)</c>.</summary>
internal sealed class GlobalAvgPool2D() : GlobalPool(WindowAxis.Image, Join.Sum, isMean: true);

/// <summary><c>y[k] = max x[k,i]</c>.</summary>
internal sealed class GlobalMaxPool1D() : GlobalPool(WindowAxis.Line, Join.Max, isMean: false);

/// <summary><c>y[k] = max x[k,i,j]</c>.</summary>
internal sealed class GlobalMaxPool2D() : GlobalPool(WindowAxis.Image, Join.Max, isMean: false);
