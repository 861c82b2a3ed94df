using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>
/// The gradients of an element-wise function by each operand that wants one: <c>dy</c> times the derivative, and where the operand is read
/// at several places, the sum of that over the axes that it does not follow.
/// </summary>
internal sealed class MapGradients(Map map, Gradients gradients, Value dy)
{
    private readonly Dictionary<Expr, Value> _slopes = [];

    public void Run()
    {
        for (int i = 0; i < map.Inputs.Count; i++)
        {
            Tensor input = map.Inputs[i];
            if (!(input is Value value ? gradients.Wants(value) : input is Parameter { Learned: true }))
                continue;
            Expr slope = i == 0 && map.Slope is not null ? map.Slope : Expr.Slot(0) * Derivatives.Of(map.Formula, i);
            slope = Derivatives.Simplify(slope);
            if (map.Operand(i) is { Axes: { } axes })
                AddSum(input, axes, slope);
            else
                AddFull((Value)input, slope);
        }
    }

    private void AddFull(Value x, Expr slope)
    {
        if (slope == Expr.Slot(0))
            gradients.Pass(x, dy);
        else if (_slopes.TryGetValue(slope, out Value? same))
            gradients.Pass(x, same);
        else
            gradients.Add(x, dx => OfSlope(_slopes[slope] = dx, slope));
    }

    private void AddSum(Tensor input, EquatableArray<int> axes, Expr slope)
    {
        Dim[] dims = [.. map.Output.Shape.Extents.Select(static (extent, axis) => new Dim($"a{axis}", extent))];
        EquatableArray<Coordinate> all = new([.. dims.Select(Coordinate.Of)]);
        (Value left, Value? right) = Terms(slope);
        var nest = new Nest(
            Outs: new([.. axes.Select(axis => dims[axis])]),
            Sums: new([.. dims.Where((_, axis) => !axes.Contains(axis))]),
            Output: axes.Count > 0 ? new([.. axes.Select(axis => all[axis])]) : new([new Coordinate(default, 0, 1)]),
            Left: all,
            Right: right is null ? default : all);
        if (input is Value x)
            gradients.Add(x, dx => new Contraction(map.Layer, dx, left, right, null, [nest]));
        else
            gradients.Add(new Contraction(map.Layer, ((Parameter)input).Gradient, left, right, null, [nest]));
    }

    /// <summary>What is summed: one value, or the product of two, which is never stored.</summary>
    private (Value Left, Value? Right) Terms(Expr slope)
    {
        if (slope == Expr.Slot(0))
            return (dy, null);
        var product = slope as Expr.Binary;
        if (product is { Operation: "Multiply", Left: Expr.Operand { Number: 0 }, Right: Expr.Operand { Number: > 0 and int slot } }
            && Tensors[slot] is Value other && map.IsFull(other))
        {
            return (dy, other);
        }

        Value terms = gradients.NewLike(dy, "terms of ");
        gradients.Add(OfSlope(terms, slope));
        return (terms, null);
    }

    private IReadOnlyList<Tensor> Tensors => [dy, map.Output, .. map.Inputs];

    private Map OfSlope(Value dx, Expr slope)
    {
        int[] used = [0, .. slope.Slots.Where(static s => s > 0).Distinct().OrderBy(static s => s)];
        Expr formula = slope.Substitute(slot => Expr.Slot(Array.IndexOf(used, slot)));
        return new Map(map.Layer, dx, formula, [.. used.Select(slot => Tensors[slot])]) { Axis = map.Axis, Axes = map.Axes };
    }
}
