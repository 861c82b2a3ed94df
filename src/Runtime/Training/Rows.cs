namespace Unrolled.Training;

/// <summary>
/// What samples have of one kind, in rows one after another. Where they have none, rows have no elements and the first
/// is null.
/// </summary>
/// <param name="first">The first row.</param>
/// <param name="length">Elements of a row.</param>
internal readonly unsafe struct Rows<TElement>(TElement* first, int length) where TElement : unmanaged
{
    /// <summary>Elements of a row.</summary>
    public int Length { get; } = length;

    /// <summary>A row.</summary>
    public TElement* At(int row) => first + (nint)row * Length;

    /// <summary>Copies rows into others' memory, one after another.</summary>
    /// <param name="order">Which rows a batch has; null if they are the first ones.</param>
    /// <param name="start">The batch's first row to copy.</param>
    /// <param name="count">How many.</param>
    /// <param name="memory">Receives them.</param>
    /// <returns>The first copy; null where rows have no elements.</returns>
    public TElement* Gather(int* order, int start, int count, TElement* memory)
    {
        if (Length == 0)
            return null;
        for (int i = 0; i < count; i++)
        {
            int row = order is null ? start + i : order[start + i];
            new Span<TElement>(At(row), Length).CopyTo(new Span<TElement>(memory + (nint)i * Length, Length));
        }
        return memory;
    }
}
