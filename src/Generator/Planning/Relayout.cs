using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>The statements that copy a tensor from one layout into another.</summary>
internal static class Relayout
{
    private const string Row = "row";

    /// <summary>Whether one statement leads from one layout to another; else the way leads over <see cref="Layout.Plain"/>.</summary>
    public static bool IsDirect(Layout from, Layout to) => from == Layout.Plain || to == Layout.Plain || from == Layout.Group;

    public static Statement Copy(Shape shape, Address from, Layout source, Address to, Layout target) => (source, target) switch
    {
        _ when source == Layout.Group => BySample(shape, from, to, target),
        (Layout.Innermost { Behind: > 0 } inner, _) => Blocks(inner, shape, block => new Statement.Call(
            RuntimeMethod.ChannelsFirst, In(Each(from, block.Padded)), Of(inner.Padded(shape)), Of(block.Axis), Of(block.Behind),
            Out(Each(to, block.Plain)))),
        (_, Layout.Innermost { Behind: > 0 } inner) => Blocks(inner, shape, block => new Statement.Call(
            RuntimeMethod.ChannelsLast, In(Each(from, block.Plain)), Of(block.Axis), Of(block.Behind), Out(Each(to, block.Padded)),
            Of(inner.Padded(shape)))),
        _ => Rows(from, Stride(source, shape), to, Stride(target, shape), shape.Length / shape.Last, shape.Last),
    };

    /// <summary>Rows from one stride to another.</summary>
    public static Statement Rows(Address from, int fromStride, Address to, int toStride, int rows, int length) => new Statement.Call(
        RuntimeMethod.CopyRows, In(from), Of(fromStride), Out(to), Of(toStride), Of(rows), Of(length));

    private static int Stride(Layout layout, Shape shape) => layout.Length(shape) / (shape.Length / shape.Last);

    /// <summary>A lane group as rows of samples.</summary>
    private static Statement BySample(Shape shape, Address from, Address to, Layout target)
    {
        int features = shape.Last, rows = shape.Length / features, stride = target.SampleStride(shape);
        Statement Turn(Address from, Address to) =>
            new Statement.Call(RuntimeMethod.ToSamples, In(from), Of(features), Out(to), Of(stride));
        return Repeated(rows, () => Turn(from, to), () => Turn(Each(from, features * Isa.Group), Each(to, Isa.Group * stride)));
    }

    /// <summary>What stands before the innermost axis is a block each, in which two axes change places.</summary>
    private static Statement Blocks(Layout.Innermost inner, Shape shape, Func<Block, Statement> copy)
    {
        int axis = inner.Axis(shape), extent = shape[axis];
        int before = shape.Extents.Take(axis).Aggregate(1, static (a, b) => a * b), behind = shape.Length / before / extent;
        var block = new Block(extent, behind, extent * behind, inner.Padded(shape) * behind);
        return Repeated(before, () => copy(block with { Plain = 0, Padded = 0 }), () => copy(block));
    }

    private static Statement Repeated(int count, Func<Statement> once, Func<Statement> each) =>
        count == 1 ? once() : new Statement.Repeat(Row, count, Backward: false, new([each()]));

    private static Address Each(Address address, int elements) => address.EachTurn(Row, elements);

    /// <summary>The extents of the two axes, and the floats of a block in either layout.</summary>
    private sealed record Block(int Axis, int Behind, int Plain, int Padded);
}
