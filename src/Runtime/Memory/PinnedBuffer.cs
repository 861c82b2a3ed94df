using System.Runtime.CompilerServices;

namespace Unrolled.Memory;

/// <summary>
/// Floats that the garbage collector does not move, aligned to 64 bytes, with slack behind the end so that a vector load that starts
/// inside may end outside. A span over it stays valid as long as it is held, because it keeps the array alive.
/// </summary>
internal sealed unsafe class PinnedBuffer
{
    /// <summary>Floats that may be read, never written for keeps, behind the end: more than the widest tile of loads.</summary>
    public const int Slack = 128;

    private const int Alignment = 64 / sizeof(float);

    private readonly float[] _array;
    private readonly int _start;

    public PinnedBuffer(int length)
    {
        Length = length;
        _array = GC.AllocateArray<float>(length + Slack + Alignment, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _array[0]);
        _start = (int)((64 - address % 64) % 64 / sizeof(float));
        Pointer = (float*)address + _start;
    }

    public int Length { get; }

    /// <summary>The first float. The caller keeps this object alive while it uses the pointer.</summary>
    public float* Pointer { get; }

    public Span<float> Span => _array.AsSpan(_start, Length);
}
