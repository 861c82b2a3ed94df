namespace Unrolled.Memory;

/// <summary>
/// Scratch memory on the stack, as <see cref="PinnedBuffer{TElement}"/> is elsewhere: aligned to 64 bytes, with slack behind its end.
/// </summary>
internal static unsafe class StackMemory
{
    private const int Alignment = 64;

    /// <summary>The bytes to take for so many floats.</summary>
    public static int Bytes(int floats) => (floats + PinnedBuffer<float>.Slack) * sizeof(float) + Alignment;

    /// <summary>The first float in memory of <see cref="Bytes"/>.</summary>
    public static float* Align(byte* memory) => (float*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1));
}
