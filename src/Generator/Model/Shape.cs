namespace Unrolled.Generator.Model;

/// <summary>Extents of a value for one sample, outermost first.</summary>
internal sealed record Shape(EquatableArray<int> Extents)
{
    public Shape(params int[] extents)
        : this(new EquatableArray<int>(extents))
    {
    }

    public int Rank => Extents.Count;

    public int this[int axis] => Extents[axis];

    public int Last => Extents[Rank - 1];

    /// <summary>Elements.</summary>
    /// <exception cref="OverflowException">32 bits cannot number them.</exception>
    public int Length => Extents.Aggregate(1, static (product, extent) => checked(product * extent));

    /// <summary>The same shape with another last axis.</summary>
    public Shape WithLast(int extent) => new([.. Extents.Take(Rank - 1), extent]);

    public override string ToString() => string.Join("×", Extents);
}
