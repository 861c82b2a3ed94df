using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>Shapes that are brought to one another as NumPy does, and elements along them.</summary>
internal static class Broadcasting
{
    /// <summary>The extents of an element-wise result.</summary>
    /// <exception cref="NodeException">There is no operand, or they do not fit each other.</exception>
    public static long[] Shape(params long[][] shapes) => shapes.Length == 0
        ? throw new NodeException("it has no inputs; the file is damaged")
        : shapes.Aggregate(Shape);

    private static long[] Shape(long[] a, long[] b)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        for (int back = 1; back <= result.Length; back++)
        {
            long left = back <= a.Length ? a[^back] : 1, right = back <= b.Length ? b[^back] : 1;
            if (left != right && left != 1 && right != 1)
                throw new NodeException(
                    $"{Batch.Text(a)} and {Batch.Text(b)} do not fit each other; constants that are the same for all samples are expected");
            result[^back] = left == 1 ? right : left;
        }

        return result;
    }

    /// <summary>Row-major steps of extents.</summary>
    public static long[] Strides(long[] extents)
    {
        var strides = new long[extents.Length];
        long stride = 1;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= extents[axis];
        }

        return strides;
    }

    /// <summary>Elements whose places are affine in the coordinates of the result: slices, transposes, repetitions.</summary>
    public static Tensor Pick(Tensor x, long[] extents, long[] strides, long offset = 0)
    {
        // What is as large as the tensor itself is no matter, whatever a file brings.
        long all = Tensor.Count(extents);
        int count = all <= x.Length ? (int)all : Facts.Elements(extents);
        return x.Floats is { } floats
            ? new Tensor(extents, Walk(floats, count, extents, strides, offset))
            : new Tensor(extents, Walk(x.Integers!, count, extents, strides, offset));
    }

    /// <summary>Elements met while the last axis goes round first.</summary>
    private static T[] Walk<T>(T[] elements, int count, long[] extents, long[] strides, long place)
    {
        var picked = new T[count];
        var at = new long[extents.Length];
        for (int i = 0; i < count; i++)
        {
            picked[i] = elements[place];
            for (int axis = extents.Length - 1; axis >= 0; axis--)
            {
                place += strides[axis];
                if (++at[axis] < extents[axis])
                    break;
                place -= strides[axis] * extents[axis];
                at[axis] = 0;
            }
        }

        return picked;
    }

    /// <summary>Elements by their places.</summary>
    public static Tensor At(Tensor x, long[] extents, long[] places) => x.Floats is { } floats
        ? new Tensor(extents, Array.ConvertAll(places, place => floats[place]))
        : new Tensor(extents, Array.ConvertAll(places, place => x.Integers![place]));

    /// <summary>The elements repeated along axes of one.</summary>
    /// <exception cref="NodeException">Another axis is not as long, or there are more axes.</exception>
    public static Tensor Expand(Tensor x, long[] extents)
    {
        long[] own = Strides(x.Extents);
        int more = extents.Length - x.Rank;
        if (more < 0 || x.Extents.Where((extent, axis) => extent != 1 && extent != extents[more + axis]).Any())
            throw new NodeException($"a constant of {Batch.Text(x.Extents)} does not fit {Batch.Text(extents)}; the file is damaged");
        long[] strides = [.. extents.Select((extent, axis) => axis < more || x.Extents[axis - more] == 1 ? 0 : own[axis - more])];
        return Pick(x, extents, strides);
    }
}
