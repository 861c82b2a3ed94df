using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = f(f(x, a), b) …</c> of the input and other layers' outputs, element by element. A value whose extent is 1 along an axis has
/// one element for all places of it, and one of a single axis has an element for each channel of the others; its gradient is the sum over
/// the places that share it (<see cref="MapGradients"/>).
/// </summary>
/// <param name="operation">The function of two operands.</param>
internal abstract class ElementJoin(Func<Expr, Expr, Expr> operation) : Layer
{
    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs)
    {
        Value widest = Widest(inputs);
        bool follows = inputs.Any(v => v.Shape.Rank < widest.Shape.Rank && v.Shape.Length > 1);
        return follows ? [new("Axis", widest.ChannelAxis())] : [];
    }

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        Value[] values = [x, .. spec.Sources.Select(name => graph.Named(spec, name))];
        Value widest = Widest(values);
        int[] extents = [.. widest.Shape.Extents];
        foreach (Value value in values)
            Widen(spec, extents, widest, value);

        var shape = new Shape(extents);
        var axes = new Dictionary<Tensor, EquatableArray<int>>();
        Tensor[] operands = [.. values.Select(v => v.Shape == shape ? v : Following(v, widest, axes))];
        // What is fused goes into the operation that makes the first operand.
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => axes.ContainsKey(operands[i]))];
        Expr formula = Enumerable.Range(0, values.Length).Select(i => Expr.Slot(Array.IndexOf(order, i))).Aggregate(operation);
        return graph.Add(
            new Value(spec.Name, shape, roles: widest.Roles),
            y => new Map(spec.Name, y, formula, [.. order.Select(i => operands[i])]) { Axes = axes });
    }

    private static Value Widest(IReadOnlyList<Value> values) => values.OrderByDescending(static v => v.Shape.Rank).First();

    /// <summary>Sees to it that a value fits the others, and takes its extents where theirs are 1.</summary>
    private static void Widen(LayerSpec spec, int[] extents, Value widest, Value value)
    {
        IReadOnlyList<int> axes = AxesOf(value, widest);
        bool fits = axes.Count == value.Shape.Rank && (value.Shape.Rank != widest.Shape.Rank || Joins.Alike(value, widest));
        for (int i = 0; i < axes.Count && fits; i++)
        {
            fits = value.Shape[i] == 1 || extents[axes[i]] == 1 || extents[axes[i]] == value.Shape[i];
            extents[axes[i]] = Math.Max(extents[axes[i]], value.Shape[i]);
        }

        if (!fits)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} joins values of one shape, or of the extent 1 where they differ, or of one element a channel, "
                + $"but gets {widest.Shape} and {value.Shape}; reshape or pool one of them");
        }
    }

    /// <summary>The axis of the result that each axis of a value follows; none where it cannot.</summary>
    private static IReadOnlyList<int> AxesOf(Value value, Value widest)
    {
        if (value.Shape.Rank == widest.Shape.Rank)
            return [.. Enumerable.Range(0, value.Shape.Rank)];
        if (value.Shape.Rank > 1)
            return [];
        return [value.Shape.Length == 1 ? 0 : widest.ChannelAxis()];
    }

    /// <summary>The value without its axes of extent 1, and which axes the others follow.</summary>
    private static Value Following(Value value, Value widest, Dictionary<Tensor, EquatableArray<int>> axes)
    {
        IReadOnlyList<int> all = AxesOf(value, widest);
        int[] kept = [.. Enumerable.Range(0, value.Shape.Rank).Where(i => value.Shape[i] > 1)];
        var shape = new Shape(kept.Length == 0 ? [1] : [.. kept.Select(i => value.Shape[i])]);
        var operand = new Value(value.Name, shape, value);
        axes.Add(operand, new([.. kept.Select(i => all[i])]));
        return operand;
    }
}

/// <summary><c>y = x + a</c>.</summary>
internal sealed class Add() : ElementJoin(static (a, b) => a + b);

/// <summary><c>y = x - a</c>.</summary>
internal sealed class Subtract() : ElementJoin(static (a, b) => a - b);

/// <summary><c>y = x·a</c>.</summary>
internal sealed class Multiply() : ElementJoin(static (a, b) => a * b);

/// <summary><c>y = x/a</c>.</summary>
internal sealed class Divide() : ElementJoin(static (a, b) => a / b);

/// <summary><c>y = max(x, a)</c>; of equal ones each has half the gradient.</summary>
internal sealed class Maximum() : ElementJoin(Expr.Max);

/// <summary><c>y = min(x, a)</c>; of equal ones each has half the gradient.</summary>
internal sealed class Minimum() : ElementJoin(Expr.Min);
