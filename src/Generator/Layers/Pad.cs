using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// Elements added around a value, or taken away where an amount is negative. Zeros are the padding of a window of one element; another
/// number is added where they are. Elements of the value itself, by their mode, are copies of stretches, axis by axis, and their gradients
/// add up by <see cref="Adjoint"/>.
/// </summary>
internal sealed class Pad : Layer
{
    private const int Constant = 0, Reflect = 1, Edge = 2, Wrap = 3;
    private static readonly string[] s_modes = ["Constant", "Reflect", "Edge", "Wrap"];

    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
    [
        new("Amounts", -Window.Most, Window.Most), new("Mode", Constant, Wrap) { Range = "a member of PadMode" },
        new("Value", double.NegativeInfinity, float.MaxValue),
    ];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs)
    {
        Margin[] margins = Margins(spec, inputs[0].Shape);
        return
        [
            new("Before", margins.Select(static m => m.Before)), new("After", margins.Select(static m => m.After)),
            new("Mode", s_modes[spec.Integer("Mode", Constant)]), new("Value", spec.Number("Value", 0)),
        ];
    }

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int[] amounts = Amounts(spec);
        if (amounts.Length == 0 || amounts.Length % 2 != 0 || amounts.Length > 2 * x.Shape.Rank)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} gives {amounts.Length} amounts for {x.Shape}; give two an axis, before and after, for the last axis "
                + $"first: at most {2 * x.Shape.Rank}");
        }

        Margin[] margins = Margins(spec, x.Shape);
        if (margins.FirstOrDefault(static m => m.Padded < 1) is { } gone)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} takes {-gone.Before - gone.After} elements of axis {gone.Axis} of {x.Shape}, which has {gone.Extent}; "
                + "leave at least one");
        }

        int mode = spec.Integer("Mode", Constant);
        return mode == Constant
            ? Filled(graph, spec, x, margins)
            : margins.Where(static m => m.Before != 0 || m.After != 0).Aggregate(x, (y, margin) => Copied(graph, spec, y, margin, mode));
    }

    private static int[] Amounts(LayerSpec spec) =>
        [.. spec.Arguments.Where(static a => a.Name == "Amounts").Select(static a => (int)a.Value)];

    private static Margin[] Margins(LayerSpec spec, Shape shape) =>
        [.. shape.Extents.Select((extent, axis) => Margin.Of(Amounts(spec), axis, extent, shape.Rank))];

    /// <summary>One number around the value.</summary>
    private static Value Filled(GraphBuilder graph, LayerSpec spec, Value x, IReadOnlyList<Margin> margins)
    {
        Margin[] padded = [.. margins.Where(static m => m.Before != 0 || m.After != 0)];
        float number = (float)spec.Number("Value", 0);
        bool fills = number != 0 && padded.Any(static m => m.Before > 0 || m.After > 0);
        Dim[] loops = [.. margins.Select(static m => new Dim($"a{m.Axis}", m.Padded))];
        Dim[] taps = [.. padded.Select(static m => new Dim($"t{m.Axis}", 1))];
        Coordinate At(Margin m) => padded.Contains(m)
            ? new Window(m.Extent, 1, 1, m.Before, m.After, 1).At(loops[m.Axis], new Dim($"t{m.Axis}", 1))
            : Coordinate.Of(loops[m.Axis]);
        var nest = new Nest(new(loops), new(taps), new([.. loops.Select(Coordinate.Of)]), new([.. margins.Select(At)]), default);
        var shape = new Shape([.. margins.Select(static m => m.Padded)]);
        Value inside = graph.Add(
            new Value(fills ? spec.Name + " inside" : spec.Name, shape, roles: x.Roles),
            y => new Contraction(spec.Name, y, x, null, null, [nest]));
        if (!fills)
            return inside;

        // Whatever lies outside on any axis is the number.
        var follows = new Dictionary<Tensor, EquatableArray<int>>();
        foreach (Margin margin in padded)
        {
            EquatableArray<float> around = new([.. Enumerable.Range(0, margin.Padded).Select(place => margin.Holds(place) ? 0f : 1f)]);
            follows[new Constant($"{spec.Name} around {margin.Axis}", new Shape(margin.Padded), around)] = new([margin.Axis]);
        }

        Expr outside = Enumerable.Range(2, follows.Count - 1).Aggregate(Expr.Slot(1), static (any, slot) => Expr.Max(any, Expr.Slot(slot)));
        return graph.Add(
            new Value(spec.Name, shape, roles: x.Roles),
            y => new Map(spec.Name, y, Expr.WhereGreater(outside, 0f, number, Expr.Slot(0)), [inside, .. follows.Keys]) { Axes = follows });
    }

    /// <summary>Elements of the value itself before and after it on one axis.</summary>
    private static Value Copied(GraphBuilder graph, LayerSpec spec, Value x, Margin margin, int mode)
    {
        (int before, int after, int extent) = (margin.Before, margin.After, margin.Extent);
        int most = mode switch { Reflect => extent - 1, Wrap => extent, _ => int.MaxValue };
        if (before < 0 || after < 0 || Math.Max(before, after) > most)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} adds {before} before and {after} after axis {margin.Axis} of {x.Shape}; in this mode each must be "
                + "at least 0" + (mode == Edge ? "" : $" and at most {most}") + "; use Slice to take elements away");
        }

        // Where each stretch of the result lies, and which element it begins with and goes on by.
        (int At, int Count, int First, int Step)[] stretches = mode switch
        {
            Reflect => [(0, before, before, -1), (before, extent, 0, 1), (before + extent, after, extent - 2, -1)],
            Edge => [(0, before, 0, 0), (before, extent, 0, 1), (before + extent, after, extent - 1, 0)],
            _ => [(0, before, extent - before, 1), (before, extent, 0, 1), (before + extent, after, 0, 1)],
        };
        Nest Of((int At, int Count, int First, int Step) stretch)
        {
            Dim[] loops = [.. Copies.Loops(x).Select((loop, i) => i == margin.Axis ? loop with { Extent = stretch.Count } : loop)];
            Coordinate[] to = [.. loops.Select(Coordinate.Of)], from = [.. to];
            Term[] steps = stretch.Step == 0 ? [] : [new Term(loops[margin.Axis].Name, stretch.Step)];
            to[margin.Axis] = to[margin.Axis] with { Constant = stretch.At, Extent = margin.Padded };
            from[margin.Axis] = new Coordinate(new(steps), stretch.First, extent);
            return new Nest(new(loops), new([]), new(to), new(from), default);
        }

        Nest[] nests = [.. stretches.Where(static s => s.Count > 0).Select(Of)];
        int[] extents = [.. x.Shape.Extents];
        extents[margin.Axis] = margin.Padded;
        return graph.Add(
            new Value(spec.Name, new Shape(extents), roles: x.Roles), y => new Contraction(spec.Name, y, x, null, null, nests));
    }

    /// <summary>What is added before and after an axis.</summary>
    private sealed record Margin(int Axis, int Extent, int Before, int After)
    {
        public int Padded => Extent + Before + After;

        /// <summary>The amounts of an axis: pairs, those of the last axis first.</summary>
        public static Margin Of(int[] amounts, int axis, int extent, int rank)
        {
            int at = 2 * (rank - 1 - axis);
            return at < amounts.Length ? new Margin(axis, extent, amounts[at], amounts[at + 1]) : new Margin(axis, extent, 0, 0);
        }

        /// <summary>Whether a place of the result is one of the value's.</summary>
        public bool Holds(int place) => place >= Before && place < Before + Extent;
    }
}
