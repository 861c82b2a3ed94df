namespace Unrolled.Memory;

/// <summary>
/// A pinned buffer that is replaced by a larger one when more is asked for, and never shrinks. New memory is zero; content does not
/// move along.
/// </summary>
internal unsafe struct GrowingBuffer<TElement> where TElement : unmanaged
{
    private PinnedBuffer<TElement>? _buffer;

    /// <summary>The first element, or null as long as nothing was asked for.</summary>
    public readonly TElement* Pointer => _buffer is null ? null : _buffer.Pointer;

    /// <summary>Makes room for at least this many elements.</summary>
    public void Ensure(long length)
    {
        if (_buffer is null ? length <= 0 : length <= _buffer.Length)
            return;
        // The old one first, so that both need not fit at once. Where the new one does not fit, there is none, and a
        // smaller one may be asked for.
        _buffer = null;
        _buffer = new PinnedBuffer<TElement>(checked((int)length));
    }
}
