using System.Runtime.CompilerServices;

namespace Unrolled.Memory;

/// <summary>
/// Elements that the garbage collector does not move, aligned to 64 bytes from one of them on, with slack behind the end so
/// that a vector load that starts inside may end outside.
/// A span over them stays valid as long as it is held, because it keeps the array alive.
/// </summary>
internal sealed unsafe class PinnedBuffer<TElement> where TElement : unmanaged
{
    /// <summary>Elements that may be read, never written for keeps, behind the end: more than the widest tile of loads.</summary>
    public const int Slack = 128;

    /// <summary>The longest that an array allows.</summary>
    public static int MaxLength => Array.MaxLength - Slack - 64 / sizeof(TElement);

    private readonly TElement[] _array;
    private readonly int _start;

    /// <param name="length">Elements.</param>
    /// <param name="aligned">The element that begins at a multiple of 64 bytes.</param>
    public PinnedBuffer(int length, int aligned = 0)
    {
        Length = length;
        _array = GC.AllocateArray<TElement>(length + Slack + 64 / sizeof(TElement), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _array[0]), end = address + (nuint)aligned * (nuint)sizeof(TElement);
        _start = (int)((64 - end % 64) % 64) / sizeof(TElement);
        Pointer = (TElement*)address + _start;
        _ = LargePages.Advise((byte*)address, (nuint)_array.Length * (nuint)sizeof(TElement));
    }

    public int Length { get; }

    /// <summary>The first element. The caller keeps this object alive while it uses the pointer.</summary>
    public TElement* Pointer { get; }

    public Span<TElement> Span => _array.AsSpan(_start, Length);
}
