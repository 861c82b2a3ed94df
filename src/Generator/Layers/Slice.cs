using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[…,i,…] = x[…,start + i·step,…]</c>; <c>dx</c> is <c>dy</c> at these places and 0 elsewhere, by <see cref="Adjoint"/>.
/// </summary>
internal sealed class Slice : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Axis", -Limits.Rank, Limits.Rank - 1)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
    [
        new("Axis", Copies.Axis(spec, inputs[0])), new("Start", StretchOf(spec, inputs[0]).Start), new("Step", spec.Integer("Step", 1)),
    ];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        int axis = Copies.Axis(spec, x), step = spec.Integer("Step", 1);
        if (step == 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} has a Step of 0 on {x.Shape}; use 1 for every element, -1 for all in reverse");
        }

        (int start, int end) = StretchOf(spec, x);
        long room = step > 0 ? (long)end - start : (long)start - end, stride = Math.Abs((long)step);
        if (room <= 0)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} takes nothing of axis {axis} of {x.Shape}: from {start} there is no element before {end}; "
                + "choose a Start and an End with elements between them");
        }

        int count = (int)((room + stride - 1) / stride);
        Dim[] loops = [.. Copies.Loops(x).Select((loop, i) => i == axis ? loop with { Extent = count } : loop)];
        Coordinate[] to = [.. loops.Select(Coordinate.Of)], from = [.. to];
        from[axis] = new Coordinate(new([new Term(loops[axis].Name, count == 1 ? 1 : step)]), start, x.Shape[axis]);
        return Copies.Of(graph, spec, x, loops, to, from, x.Roles);
    }

    /// <summary>The first element, and the one before which the slice ends.</summary>
    private static (int Start, int End) StretchOf(LayerSpec spec, Value x)
    {
        int step = spec.Integer("Step", 1), extent = x.Shape[Copies.Axis(spec, x)];
        // As in Python: from the end where negative, and no further than the axis goes; a step back begins at the last element.
        (int least, int most) = step < 0 ? (-1, extent - 1) : (0, extent);
        int Clamped(double place) => (int)Math.Min(Math.Max(place < 0 ? place + extent : place, least), most);
        int start = Clamped(spec.Number("Start", 0));
        int end = spec.Has("End") ? Clamped(spec.Number("End", 0)) : step < 0 ? -1 : extent;
        return (start, end);
    }
}
