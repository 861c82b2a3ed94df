using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Layers;

/// <summary>Elements that are repeated along axes.</summary>
internal static class Repetitions
{
    /// <summary>Axes of one, there or in front of all others, as often as the wanted extents say.</summary>
    public static void Expand(Node node, NetworkWriter writer)
    {
        long[] from = writer.Facts(node).Shape(0);
        writer.Give(node, Expanded(writer, writer.Take(node.Input(0)), from, writer.Shape(node.Output)));
    }

    /// <summary>A value with axes of one repeated until it has the wanted extents.</summary>
    public static LayerValue Expanded(NetworkWriter writer, LayerValue x, long[] from, long[] to)
    {
        long[] own = [.. Enumerable.Repeat(1L, to.Length - from.Length), .. from];
        return Repeated(writer, x, own, [.. to.Zip(own, static (wanted, extent) => wanted / extent)]);
    }

    /// <summary>Whole axes, one after another.</summary>
    public static void Tile(Node node, NetworkWriter writer)
    {
        long[] from = writer.Facts(node).Shape(0);
        long[] times = writer.Facts(node).Known(1, "repeats").ToIntegers();
        writer.Give(node, Repeated(writer, writer.Take(node.Input(0)), from, times));
    }

    private static LayerValue Repeated(NetworkWriter writer, LayerValue x, long[] shape, long[] times)
    {
        long[] sample = [.. shape.Select(static extent => Batch.IsIn(extent) ? extent / Batch.Number : extent)];
        for (int axis = 0; axis < sample.Length; axis++)
        {
            if (times[axis] == 1)
                continue;
            // An axis of one in front of those that are repeated together becomes as many rows of an image.
            int outer = Count(sample[..axis]), inner = Count(sample[axis..]), count = checked((int)times[axis]);
            LayerValue rows = writer.Shaped(x, [outer, 1, inner], Axes.Open);
            x = writer.Add("Upsample", new Arguments(count).Set("FactorWidth", 1, count), rows, [outer, count, inner]);
            sample[axis] = checked(sample[axis] * count);
        }

        return x;
    }

    private static int Count(long[] extents) => checked((int)Tensor.Count(extents));
}
