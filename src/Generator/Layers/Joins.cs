using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>How several values become one.</summary>
internal static class Joins
{
    /// <summary><c>y = Σ xᵢ</c>; each has the gradient of y.</summary>
    /// <exception cref="DoesNotFitException">Shapes differ.</exception>
    public static Value Add(GraphBuilder graph, LayerSpec spec, IReadOnlyList<Value> values, string move)
    {
        Value first = values[0];
        if (values.FirstOrDefault(v => v.Shape != first.Shape || !Alike(v, first)) is { } other)
            throw new DoesNotFitException($"{spec.Declaration} adds values of one shape but gets {first.Shape} and {other.Shape}; {move}");
        Expr sum = Enumerable.Range(1, values.Count - 1).Aggregate(Expr.Slot(0), static (e, slot) => e + Expr.Slot(slot));
        return graph.Add(new Value(spec.Name, first.Shape, roles: first.Roles), y => new Map(spec.Name, y, sum, [.. values]));
    }

    /// <summary>Side by side along channels or features; each has its stretch of the gradient of y.</summary>
    /// <exception cref="DoesNotFitException">Other axes differ.</exception>
    public static Value Concat(GraphBuilder graph, LayerSpec spec, IReadOnlyList<Value> values)
    {
        Value first = values[0];
        int axis = ConcatAxis(first);
        first.Roles.Settle(AxisOrder.FeaturesLast);
        bool Fits(Value v) => v.Shape.Rank == first.Shape.Rank && Alike(v, first)
            && Enumerable.Range(0, v.Shape.Rank).All(i => i == axis || v.Shape[i] == first.Shape[i]);
        if (values.FirstOrDefault(v => !Fits(v)) is { } other)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} joins values that differ in channels or features alone but gets {first.Shape} and " +
                $"{other.Shape}; pad or pool until the other axes are equal");
        }

        int[] extents = [.. first.Shape.Extents];
        extents[axis] = values.Sum(v => v.Shape[axis]);
        return graph.Add(
            new Value(spec.Name, new Shape(extents), roles: first.Roles),
            y => new Graphs.Concat(spec.Name, y, axis, [.. values]));
    }

    /// <summary>The axis of channels or features, along which values stand side by side.</summary>
    public static int ConcatAxis(Value first) =>
        first.Shape.Rank == 1 || first.Roles.Order == AxisOrder.ChannelsFirst ? 0 : first.Shape.Rank - 1;

    /// <summary>Whether the axes of both mean the same; what is open is settled.</summary>
    public static bool Alike(Value a, Value b)
    {
        if (a.Roles == b.Roles || a.Shape.Rank != 2)
            return true;
        AxisOrder known = b.Roles.Order == AxisOrder.Open ? a.Roles.Order : b.Roles.Order;
        AxisOrder order = known == AxisOrder.Open ? AxisOrder.FeaturesLast : known;
        return a.Roles.Settle(order) && b.Roles.Settle(order);
    }
}

/// <summary>The input and other layers' outputs, side by side.</summary>
internal sealed class Concat : Layer
{
    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Axis", Joins.ConcatAxis(inputs[0]))];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x) =>
        Joins.Concat(graph, spec, [x, .. spec.Sources.Select(name => graph.Named(spec, name))]);
}
