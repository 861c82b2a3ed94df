using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>The extents of values whose elements are repeated.</summary>
internal static class Repeating
{
    /// <summary>Extents in which those of the batch are it, whether they are its number or what the file was made for.</summary>
    public static long[] Expanded(Facts facts)
    {
        long[] x = facts.Shape(0), wanted = [.. facts.Known(1, "extents").ToIntegers()];
        int place = wanted.Length - x.Length + Batch.Axis(x);
        if (place >= 0 && Batch.Axis(x) >= 0 && wanted[place] == facts.Graph.FixedBatch)
            wanted[place] = 1;
        return Broadcasting.Shape([x, wanted]);
    }

    /// <summary>The extents of whole axes that are repeated.</summary>
    public static long[] Tiled(Facts facts)
    {
        long[] x = facts.Shape(0), repeats = facts.Known(1, "repeats").ToIntegers();
        if (repeats.Length != x.Length || repeats.Where((count, axis) => count < 1 || (count != 1 && Batch.IsIn(x[axis]))).Any())
            throw new NodeException(
                $"it repeats {Batch.Text(x)} {string.Join(", ", repeats)} times; a number from 1 on for each axis, and 1 for the batch, "
                + "is expected");
        return [.. x.Zip(repeats, static (extent, count) => checked(extent * count))];
    }
}
