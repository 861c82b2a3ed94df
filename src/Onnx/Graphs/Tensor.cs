namespace Unrolled.Onnx.Graphs;

/// <summary>Numbers that are known: floats, or whole numbers (of which truth values are two).</summary>
internal sealed class Tensor
{
    /// <summary>As many axes as NumPy has: rules may look at each pair of them.</summary>
    public const int MostAxes = 64;

    private Tensor(long[] extents, float[]? floats, long[]? integers)
    {
        (Extents, Floats, Integers) = (extents, floats, integers);
        if (Count(extents) != Length)
            throw new NodeException(
                $"expected {Count(extents)} elements for {Batch.Text(extents)}, but {Length} came; the file is damaged");
    }

    public Tensor(long[] extents, float[] values)
        : this(extents, values, null)
    {
    }

    public Tensor(long[] extents, long[] values)
        : this(extents, null, values)
    {
    }

    public long[] Extents { get; }

    public float[]? Floats { get; }

    public long[]? Integers { get; }

    public bool IsFloat => Floats is not null;

    public int Length => Floats?.Length ?? Integers!.Length;

    public int Rank => Extents.Length;

    /// <summary>An element, row-major. A float and a whole number below 2⁵³ are exact as a double.</summary>
    public double this[long index] => Floats is null ? Integers![index] : Floats[index];

    /// <summary>A tensor of elements that are given as doubles.</summary>
    public static Tensor Of(long[] extents, bool isFloat, IEnumerable<double> values) => isFloat
        ? new Tensor(extents, [.. values.Select(static v => (float)v)])
        : new Tensor(extents, [.. values.Select(static v => (long)v)]);

    /// <summary>One number without axes.</summary>
    public static Tensor Scalar(double value, bool isFloat = true) => Of([], isFloat, [value]);

    /// <summary>A list of whole numbers.</summary>
    public static Tensor List(params long[] values) => new([values.Length], values);

    /// <summary>How many elements extents have.</summary>
    /// <exception cref="NodeException">One is negative, there are too many, or too many elements to count.</exception>
    public static long Count(long[] extents)
    {
        if (extents.Length > MostAxes)
            throw new NodeException($"it has {extents.Length:N0} axes, but at most {MostAxes} are expected; the file is damaged");
        long count = 1;
        foreach (long extent in extents)
        {
            if (extent < 0)
                throw new NodeException($"the extent {extent} of [{string.Join(", ", extents)}] is negative; the file is damaged");
            if (extent != 0 && count > long.MaxValue / extent)
                throw new NodeException($"[{string.Join(", ", extents)}] has more elements than can be counted; the file is damaged");
            count *= extent;
        }

        return count;
    }

    /// <summary>The same elements in other extents.</summary>
    public Tensor As(params long[] extents) => new(extents, Floats, Integers);

    /// <summary>The elements as whole numbers.</summary>
    public long[] ToIntegers() => Integers ?? [.. Floats!.Select(static v => (long)v)];

    /// <summary>The elements as floats.</summary>
    public float[] ToFloats() => Floats ?? [.. Integers!.Select(static v => (float)v)];

    /// <summary>The elements as doubles.</summary>
    public IEnumerable<double> Elements => Enumerable.Range(0, Length).Select(i => this[i]);

    /// <summary>Whether all elements are this number.</summary>
    public bool IsAll(double value) => Elements.All(v => v == value);

    /// <summary>The only element, where all are the same.</summary>
    public double? Uniform => Length > 0 && IsAll(this[0]) ? this[0] : null;
}
