using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>
/// The same nests for one sample, with the lanes along output features or channels instead of samples. Each sum keeps its order, so its
/// results are those of a batch to the bit.
/// </summary>
internal static class FeatureLanes
{
    /// <summary>The kernel of one sample.</summary>
    public static NestOperands Of(Places places, FusedNode fused, Contraction contraction, Nest forward)
    {
        var output = (Value)fused.Output;
        (Nest nest, Value left) = ThroughView(forward, contraction.Left);
        if (left != contraction.Left)
            contraction = WithLeft(contraction, left, nest);
        Dim lane = LaneOf(nest, contraction);
        NestOperands operands = NestOperands.Of(fused, contraction, nest, LayoutOf);
        NestKernel kernel = operands.Kernel.Along(lane.Name, new Lane(lane.Extent, Sum: false, Exact: !FillsAxis(nest, lane)));
        return operands with { Kernel = kernel };

        Layout LayoutOf(Tensor tensor, EquatableArray<Coordinate> at)
        {
            if (tensor == contraction.Output)
                return Layout.Natural(output, LaneAxis.Features);
            int axis = at.ToList().FindIndex(c => c.Coefficient(lane.Name) != 0);
            // What all lanes take the same element of is read where it lies.
            if (axis < 0 && tensor is Value { Viewed: null } still)
                return places.LayoutOf(still);
            return SideBySide(tensor, lane.Extent == 1 ? -1 : axis);
        }
    }

    /// <summary>The layout in which neighbours along an axis lie side by side; as it is without an axis, or where they do anyhow.</summary>
    public static Layout SideBySide(Tensor tensor, int axis)
    {
        Layout known = tensor is Value value ? Layout.Natural(value, LaneAxis.Features) : Layout.Plain;
        if (axis < 0 || known.StridesOf(tensor)[axis] == 1)
            return known;
        bool isPlain = tensor is not Parameter parameter || Layout.Plain.Strides(tensor.Shape).SequenceEqual(parameter.Strides);
        return isPlain
            ? new Layout.Innermost(tensor.Shape.Rank - 1 - axis)
            : throw new InvalidOperationException($"{tensor} lies neither along axis {axis} nor row by row.");
    }

    /// <summary>
    /// The output dimension along which each operand stands still or has its neighbours side by side, or can be laid so. Where there is
    /// none, as along an axis of which every second element is read, a single lane.
    /// </summary>
    private static Dim LaneOf(Nest nest, Contraction contraction)
    {
        int StrideOf(Tensor? tensor, EquatableArray<Coordinate> at, Dim dim) => tensor is null ? 0
            : NestLowering.Access("", at, SideBySide(tensor, -1).StridesOf(tensor)).Stride(dim.Name);
        bool IsInnermost(Dim d) => StrideOf(contraction.Output, nest.Output, d) == 1;
        // A single element has no neighbours.
        bool Fits(Dim d) => d.Extent == 1
            || (StrideOf(contraction.Left, nest.Left, d) is 0 or 1 && StrideOf(contraction.Right, nest.Right, d) is 0 or 1);
        HashSet<string> bounded = [.. NestLowering.Bounds(nest).Select(static b => b.Out)];
        Dim[] candidates =
        [
            .. nest.Outs.Where(d => IsInnermost(d) && !bounded.Contains(d.Name) && nest.Left.Concat(nest.Right).All(c => StaysInside(c, d)))
                .OrderByDescending(static d => d.Extent),
        ];
        return candidates.FirstOrDefault(Fits)
            ?? candidates.FirstOrDefault(d => CanBeLaid(nest.Left, d) && CanBeLaid(nest.Right, d))
            ?? new Dim("single", 1);
    }

    /// <summary>Whether whole vectors along a dimension end inside the axis and its padding.</summary>
    private static bool StaysInside(Coordinate at, Dim dim) =>
        at.Coefficient(dim.Name) == 0 || at.Constant == 0 || at.Constant + Program.Align(dim.Extent) <= at.Extent;

    /// <summary>Whether a layout has the neighbours along a dimension side by side.</summary>
    private static bool CanBeLaid(EquatableArray<Coordinate> at, Dim dim)
    {
        int[] steps = [.. at.Select(c => c.Coefficient(dim.Name)).Where(static step => step != 0)];
        return steps.Length == 0 || (steps.Length == 1 && steps[0] == 1);
    }

    /// <summary>Whether the lanes run over a whole axis, behind which there is padding to store into.</summary>
    private static bool FillsAxis(Nest nest, Dim lane)
    {
        if (nest.Output.FirstOrDefault(c => c.Coefficient(lane.Name) != 0) is not { } at)
            return false;
        IEnumerable<Term> others = at.Terms.Where(t => t.Dim != lane.Name);
        return at.Extent == lane.Extent && others.All(t => nest.Dims.First(d => d.Name == t.Dim).Extent == 1);
    }

    /// <summary>
    /// A flattened operand that is summed over is read where it lies: the one dimension becomes one for each axis behind the view.
    /// </summary>
    private static (Nest, Value) ThroughView(Nest nest, Value left)
    {
        if (left.Viewed is null || left.Shape.Rank != 1)
            return (nest, left);
        string flat = nest.Left[0].Terms[0].Dim;
        if (nest.Sums.All(d => d.Name != flat))
            return (nest, left);
        Shape shape = left.Owner.Shape;
        int[] strides = Layout.Plain.Strides(shape);
        Dim[] digits = [.. shape.Extents.Select((extent, axis) => new Dim($"{flat}{axis}", extent))];
        var map = new Dictionary<string, Coordinate>
        {
            [flat] = new(new([.. digits.Select((d, axis) => new Term(d.Name, strides[axis]))]), 0, 0),
        };
        Nest split = nest.Substitute(nest.Outs, new([.. nest.Sums.SelectMany(d => d.Name == flat ? digits : [d])]), map);
        return (split with { Left = new([.. digits.Select(Coordinate.Of)]) }, left.Owner);
    }

    private static Contraction WithLeft(Contraction of, Value left, Nest nest) =>
        new(of.Layer, of.Output, left, of.Right, of.Bias, [nest], of.Join, of.Scale) { BiasAxis = of.BiasAxis, BiasAt = of.BiasAt };
}
