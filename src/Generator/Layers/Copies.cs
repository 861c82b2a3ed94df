using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>Values whose elements are those of another one, elsewhere.</summary>
internal static class Copies
{
    /// <summary>A copy by one loop, of the shape that the output's coordinates have.</summary>
    /// <param name="graph">Takes the operation.</param>
    /// <param name="spec">The layer.</param>
    /// <param name="x">What is copied.</param>
    /// <param name="loops">The loops.</param>
    /// <param name="to">The result's coordinates.</param>
    /// <param name="from">The coordinates in <paramref name="x"/>.</param>
    /// <param name="roles">What the result's axes stand for, where that is known.</param>
    public static Value Of(
        GraphBuilder graph, LayerSpec spec, Value x, Dim[] loops, Coordinate[] to, Coordinate[] from, AxisRoles? roles = null)
    {
        var nest = new Nest(new(loops), new([]), new(to), new(from), default);
        return graph.Add(
            new Value(spec.Name, new Shape([.. to.Select(static c => c.Extent)]), roles: roles),
            y => new Contraction(spec.Name, y, x, null, null, [nest]));
    }

    /// <summary>A loop over each axis of a value.</summary>
    public static Dim[] Loops(Value x) => [.. x.Shape.Extents.Select(static (extent, axis) => new Dim($"a{axis}", extent))];

    /// <summary>The axis that an argument names; -1 is the last one.</summary>
    /// <exception cref="DoesNotFitException">There is none.</exception>
    public static int Axis(LayerSpec spec, Value x)
    {
        int asked = spec.Integer("Axis", 0), axis = asked < 0 ? asked + x.Shape.Rank : asked;
        return axis >= 0 && axis < x.Shape.Rank
            ? axis
            : throw new DoesNotFitException(
                $"{spec.Declaration} names axis {asked} of {x.Shape}; use 0 to {x.Shape.Rank - 1}, or -1 for the last one");
    }
}
