using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Turns coordinates into addresses: what every program needs to make a <see cref="NestKernel"/> of a <see cref="Nest"/>. The sample is a
/// loop like any other until one of the loops becomes the lanes.
/// </summary>
internal static class NestLowering
{
    /// <summary>The loop over the samples of a lane group.</summary>
    public const string Sample = "sample";

    /// <summary>An operand of a nest.</summary>
    /// <param name="pointer">What the kernel calls it.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="layout">How it lies in memory.</param>
    /// <param name="at">Its coordinates.</param>
    public static Access Access(string pointer, Tensor tensor, Layout layout, EquatableArray<Coordinate> at)
    {
        Access access = Access(pointer, at, layout.StridesOf(tensor));
        return tensor is Value ? access.With(Sample, layout.SampleStride(tensor.Shape)) : access;
    }

    /// <summary>The address of an element, given how many floats lie between neighbours along each axis.</summary>
    public static Access Access(string pointer, EquatableArray<Coordinate> at, IReadOnlyList<int> strides)
    {
        var loops = new Dictionary<string, int>();
        int constant = 0;
        for (int axis = 0; axis < at.Count; axis++)
        {
            constant += at[axis].Constant * strides[axis];
            foreach (Term term in at[axis].Terms)
                loops[term.Dim] = (loops.TryGetValue(term.Dim, out int stride) ? stride : 0) + term.Coefficient * strides[axis];
        }

        return new Access(pointer, loops, constant, 0);
    }

    /// <summary>The coordinates at which a function's operand is read where the result's are <paramref name="output"/>.</summary>
    public static EquatableArray<Coordinate> Follow(MapOperand operand, EquatableArray<Coordinate> output) =>
        operand.Axes is not { } axes ? output
        : axes.Count == 0 ? new([.. operand.Tensor.Shape.Extents.Select(static extent => new Coordinate(default, 0, extent))])
        : new([.. axes.Select(axis => output[axis])]);

    /// <summary>The kernel with one of its loops along the lanes of vectors.</summary>
    /// <param name="kernel">A kernel whose loops have extents yet.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="lane">The lanes that it becomes.</param>
    public static NestKernel Along(this NestKernel kernel, string loop, Lane lane) => kernel with
    {
        Outs = [.. kernel.Outs.Where(l => l.Name != loop)],
        Sums = [.. kernel.Sums.Where(l => l.Name != loop)],
        Lane = lane,
        Output = kernel.Output.Along(loop),
        Left = kernel.Left.Along(loop),
        Right = kernel.Right?.Along(loop),
        Bias = kernel.Bias?.Along(loop),
        Extras = [.. kernel.Extras.Select(e => e.Along(loop))],
    };

    /// <summary>The kernel with its one sum in ranges of equal length.</summary>
    public static NestKernel InRanges(this NestKernel kernel, int ranges)
    {
        if (ranges == 1)
            return kernel;
        Loop sum = kernel.Sums[0];
        int length = sum.Extent / ranges;
        Access InRanges(Access access) => access.With(NestKernel.Range, access.Stride(sum.Name) * length);
        return kernel with
        {
            Header = $"{kernel.Header} In {ranges} ranges.",
            Outs = [.. kernel.Outs, new Loop(NestKernel.Range, ranges)],
            Sums = [sum with { Extent = length }],
            Left = InRanges(kernel.Left),
            Right = InRanges(kernel.Right!),
        };
    }

    private static Access Along(this Access access, string loop) => access.With(loop, 0) with { LaneStride = access.Stride(loop) };

    /// <summary>The same operand with another stride for one loop.</summary>
    public static Access With(this Access access, string loop, int stride)
    {
        var strides = access.Strides.Where(s => s.Key != loop).ToDictionary(static s => s.Key, static s => s.Value);
        if (stride != 0)
            strides[loop] = stride;
        return access with { Strides = strides };
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
