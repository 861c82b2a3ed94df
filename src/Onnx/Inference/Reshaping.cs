using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>
/// Where a reshape leaves the batch. Models that were exported for a batch of a given number have that number in their extents, mostly
/// 1; it means the batch where as many elements lie before it as before the input's.
/// </summary>
internal static class Reshaping
{
    public static long[] Shape(Node node, Facts facts)
    {
        long[] input = facts.Shape(0);
        long[] target = [.. facts.Known(1, "extents").ToIntegers()];
        for (int axis = 0; axis < target.Length; axis++)
        {
            if (target[axis] == 0 && node.Integer("allowzero", 0) == 0)
                target[axis] = axis < input.Length ? input[axis] : throw Refuse(input, target);
        }

        long[]? plain = Filled(input, target);
        if (!input.Any(Batch.IsIn))
            return plain ?? throw Refuse(input, target);
        if (plain is not null && plain.Contains(Batch.Number))
            return plain;
        long fixedBatch = Math.Max(1, facts.Graph.FixedBatch);
        // The batch alone or, where the file has a number for it, merged with what lies behind it.
        IEnumerable<long[]?> replaced = Enumerable.Range(0, target.Length)
            .Where(axis => target[axis] == fixedBatch || (target[axis] > 0 && target[axis] % fixedBatch == 0 && facts.Graph.FixedBatch > 0))
            .OrderBy(axis => target[axis] != fixedBatch)
            .Select(axis => Filled(input, [.. target[..axis], checked(target[axis] / fixedBatch * Batch.Number), .. target[(axis + 1)..]]));
        return replaced.FirstOrDefault(static shape => shape is not null) ?? plain ?? throw Refuse(input, target);
    }

    /// <summary>The extents with the open one filled in, where samples stay apart.</summary>
    private static long[]? Filled(long[] input, long[] target)
    {
        long[] shape = [.. target];
        long count = Tensor.Count(input), given = Tensor.Count([.. target.Where(static e => e != -1)]);
        int open = Array.IndexOf(shape, -1);
        if (open >= 0 && given > 0 && count % given == 0)
            shape[open] = count / given;
        if (shape.Any(static e => e < 0) || Tensor.Count(shape) != count)
            return null;
        return Before(input) == Before(shape) ? shape : null;
    }

    /// <summary>Elements in front of a sample's; -1 where the batch is not in one axis.</summary>
    private static long Before(long[] extents)
    {
        if (!extents.Any(Batch.IsIn))
            return 1;
        return extents.Count(Batch.IsIn) == 1 ? Tensor.Count(extents[..Batch.Axis(extents)]) : -1;
    }

    private static NodeException Refuse(long[] input, long[] target) =>
        new($"it makes [{string.Join(", ", target)}] of {Batch.Text(input)}, which would mix samples or has other elements; keep "
            + "the batch as an axis");
}
