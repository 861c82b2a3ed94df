using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>Which elements a slice takes of each axis.</summary>
/// <param name="Starts">The first.</param>
/// <param name="Steps">The steps between them, perhaps negative.</param>
/// <param name="Extents">How many there are.</param>
internal sealed record Slicing(long[] Starts, long[] Steps, long[] Extents)
{
    public static Slicing Of(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        long[] from = facts.Known(1, "starts").ToIntegers(), to = facts.Known(2, "ends").ToIntegers();
        long[] axes = facts.Integers(3, "axes") ?? [.. Enumerable.Range(0, from.Length).Select(static i => (long)i)];
        long[] by = facts.Integers(4, "steps") ?? [.. Enumerable.Repeat(1L, from.Length)];
        if (to.Length != from.Length || axes.Length != from.Length || by.Length != from.Length || by.Contains(0))
            throw new NodeException("its starts, ends, axes and steps are not as many, or a step is 0; the file is damaged");
        var slicing = new Slicing(new long[x.Length], [.. Enumerable.Repeat(1L, x.Length)], [.. x]);
        for (int i = 0; i < from.Length; i++)
        {
            int axis = Facts.Axis(axes[i], x.Length);
            (slicing.Starts[axis], slicing.Steps[axis], slicing.Extents[axis]) = Along(x[axis], from[i], to[i], by[i]);
            if (!Batch.IsIn(x[axis]) || slicing.Extents[axis] == x[axis])
                continue;
            // A model for a batch of a given number may name all its samples by that number.
            long samples = x[axis] / Batch.Number * facts.Graph.FixedBatch;
            if (samples == 0 || Along(samples, from[i], to[i], by[i]) != (0, 1, samples))
                throw new NodeException("it takes some of the batch's samples; samples must stay apart");
            (slicing.Starts[axis], slicing.Steps[axis], slicing.Extents[axis]) = (0, 1, x[axis]);
        }

        return slicing;
    }

    /// <summary>The parts of a split along its axis.</summary>
    public static long[] Parts(Node node, Facts facts, int axis)
    {
        long extent = facts.Shape(0)[axis];
        long[]? given = facts.Integers(1, "parts");
        int count = node.Outputs.Length;
        long even = (extent + count - 1) / count;
        long[] parts = given ?? [.. Enumerable.Range(0, count).Select(i => Math.Min(even, extent - i * even))];
        return parts.Length == count && parts.All(static p => p > 0) && parts.Sum() == extent && !Batch.IsIn(extent) ? parts
            : throw new NodeException(
            $"it divides axis {axis} of {Batch.Text(facts.Shape(0))} into [{string.Join(", ", parts)}], which must be its elements, "
            + "and not samples");
    }

    private static (long Start, long Step, long Extent) Along(long extent, long from, long to, long by)
    {
        long first = Math.Clamp(from < 0 ? Math.Max(from, -extent) + extent : from, 0, by > 0 ? extent : extent - 1);
        long end = Math.Clamp(to < 0 ? Math.Max(to, -extent - 1) + extent : to, by > 0 ? 0 : -1, extent);
        // A step beyond the axis takes one element, whatever it is.
        long step = Math.Clamp(by, -extent - 1, extent + 1);
        long count = Math.Max(0, (end - first + step - Math.Sign(step)) / step);
        return (first, step, count);
    }
}
