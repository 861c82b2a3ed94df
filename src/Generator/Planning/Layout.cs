using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>What the lanes of a program's vectors are.</summary>
internal enum LaneAxis
{
    /// <summary>The same element of 16 samples.</summary>
    Samples,

    /// <summary>Neighbouring features, or channels, of one sample.</summary>
    Features,
}

/// <summary>How the elements of a tensor lie in memory.</summary>
internal abstract record Layout
{
    /// <summary>Row-major without gaps: the caller's memory, which must not be read or written beyond its end, and parameters.</summary>
    public static readonly Layout Plain = new RowMajor(1);

    /// <summary>The lane group: row-major, each element 16 times, sample by sample.</summary>
    public static readonly Layout Group = new RowMajor(Isa.Group);

    /// <summary>Row-major, rows padded to a multiple of 16.</summary>
    public static readonly Layout Rows = new Innermost(0);

    /// <summary>The samples of a lane group one behind the other in each row, features side by side.</summary>
    public static readonly Layout BySample = new SampleRows();

    /// <summary>Floats between neighbours along each axis.</summary>
    public abstract int[] Strides(Shape shape);

    /// <summary>The same for any tensor: parameters have strides of their own.</summary>
    public IReadOnlyList<int> StridesOf(Tensor tensor) => tensor switch
    {
        Parameter parameter when this == Plain => parameter.Strides,
        Gradient gradient => gradient.Parameter.Strides,
        _ => Strides(tensor.Shape),
    };

    /// <summary>Floats from one sample's element to the next one's; 0 where there is one sample.</summary>
    public virtual int SampleStride(Shape shape) => 0;

    /// <summary>Floats that a tensor takes.</summary>
    public abstract int Length(Shape shape);

    /// <summary>Whether a value of another shape with the same elements lies alike.</summary>
    public virtual bool IsContiguous => false;

    /// <summary>The layout that kernels write: what vectors run along lies side by side.</summary>
    public static Layout Natural(Value value, LaneAxis lanes)
    {
        // A part lies as the whole does, a view as its own axes want it.
        Value whole = value.Viewed is null ? value.Part?.Of ?? value : value;
        return lanes == LaneAxis.Samples ? Group
            : whole.Roles.Order == AxisOrder.ChannelsFirst ? new Innermost(whole.Shape.Rank - 1)
            : Rows;
    }

    private static int[] RowMajorStrides(Shape shape, int unit)
    {
        int[] strides = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = unit;
            unit *= shape[axis];
        }

        return strides;
    }

    private sealed record RowMajor(int Unit) : Layout
    {
        public override bool IsContiguous => true;

        public override int[] Strides(Shape shape) => RowMajorStrides(shape, Unit);

        public override int SampleStride(Shape shape) => Unit == 1 ? 0 : 1;

        public override int Length(Shape shape) => shape.Length * Unit;
    }

    /// <summary>One axis innermost and padded, the others row-major around it: <c>[height][width][channels]</c>.</summary>
    /// <param name="Behind">How many axes stand behind the innermost one in the shape.</param>
    public sealed record Innermost(int Behind) : Layout
    {
        public int Axis(Shape shape) => shape.Rank - 1 - Behind;

        /// <summary>The axis with its padding. Rows take whole vectors, few channels less than one.</summary>
        public int Padded(Shape shape) => shape[Axis(shape)] switch
        {
            <= 4 when Behind > 0 => 4,
            <= 8 when Behind > 0 => 8,
            int extent => Program.Align(extent),
        };

        public override int[] Strides(Shape shape)
        {
            int axis = Axis(shape);
            List<int> strides = [.. RowMajorStrides(Around(shape), Padded(shape))];
            strides.Insert(axis, 1);
            return [.. strides];
        }

        public override int Length(Shape shape) => Around(shape).Length * Padded(shape);

        private Shape Around(Shape shape)
        {
            int axis = Axis(shape);
            return new Shape([.. shape.Extents.Where((_, i) => i != axis)]);
        }
    }

    private sealed record SampleRows : Layout
    {
        public override int[] Strides(Shape shape) =>
            [.. RowMajorStrides(shape.WithLast(1), Program.Align(shape.Last) * Isa.Group).Take(shape.Rank - 1), 1];

        public override int SampleStride(Shape shape) => Program.Align(shape.Last);

        public override int Length(Shape shape) => shape.Length / shape.Last * Isa.Group * Program.Align(shape.Last);
    }
}
