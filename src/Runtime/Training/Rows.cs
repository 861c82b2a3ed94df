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

    /// <summary>Copies chosen rows into others' memory, one after another.</summary>
    /// <param name="order">Which rows.</param>
    /// <param name="count">How many.</param>
    /// <param name="memory">Receives them.</param>
    /// <returns>The first copy.</returns>
    public TElement* Gather(int* order, int count, TElement* memory)
    {
        for (int i = 0; i < count; i++)
            new Span<TElement>(At(order[i]), Length).CopyTo(new Span<TElement>(memory + (nint)i * Length, Length));
        return memory;
    }
}
