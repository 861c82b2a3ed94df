using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Turns coordinates into addresses: what every program needs to make a <see cref="NestKernel"/> of a <see cref="Nest"/>.
/// </summary>
internal static class NestLowering
{
    /// <summary>The address of an element, given how many floats lie between neighbours along each axis.</summary>
    public static Access Access(string pointer, EquatableArray<Coordinate> at, IReadOnlyList<int> strides, int laneStride)
    {
        var loops = new Dictionary<string, int>();
        int constant = 0;
        for (int axis = 0; axis < at.Count; axis++)
        {
            constant += at[axis].Constant * strides[axis];
            foreach (Term term in at[axis].Terms)
                loops[term.Dim] = (loops.TryGetValue(term.Dim, out int stride) ? stride : 0) + term.Coefficient * strides[axis];
        }

        return new Access(pointer, loops, constant, laneStride);
    }

    /// <summary>Strides of a row-major value whose innermost element takes <paramref name="unit"/> floats.</summary>
    public static int[] RowMajor(Shape shape, int unit)
    {
        int[] strides = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = unit;
            unit *= shape[axis];
        }

        return strides;
    }

    /// <summary>The bounds of coordinates that may fall outside their axes; none where there is nothing to sum.</summary>
    public static IReadOnlyList<Bound> Bounds(Nest nest) => nest.Sums.Any(static d => d.Extent == 0)
        ? []
        : [.. nest.Left.Concat(nest.Right).Select(c => BoundOf(nest, c)).OfType<Bound>().Distinct()];

    private static Bound? BoundOf(Nest nest, Coordinate at)
    {
        int least = at.Constant, most = at.Constant;
        foreach (Term term in at.Terms)
        {
            int reach = term.Coefficient * (nest.Dims.First(d => d.Name == term.Dim).Extent - 1);
            least += Math.Min(reach, 0);
            most += Math.Max(reach, 0);
        }

        if (least >= 0 && most < at.Extent)
            return null;
        Term output = at.Terms.First(t => nest.Outs.Any(d => d.Name == t.Dim));
        Term sum = at.Terms.First(t => nest.Sums.Any(d => d.Name == t.Dim));
        return new Bound(output.Dim, output.Coefficient, sum.Dim, sum.Coefficient, at.Constant, at.Extent);
    }

    public static IReadOnlyList<Loop> Loops(IEnumerable<Dim> dims) => [.. dims.Select(static d => new Loop(d.Name, d.Extent))];
}
