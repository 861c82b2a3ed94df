namespace Unrolled.Memory;

/// <summary>
/// Buffers of one size for any number of threads, without locks. As many as the machine has processors are kept, so that once each has been
/// made nothing is allocated; more threads than that at one moment get buffers that are dropped again.
/// </summary>
internal sealed class ScratchPool(int length)
{
    private readonly PinnedBuffer<float>?[] _slots = new PinnedBuffer<float>?[Math.Max(4, 2 * Environment.ProcessorCount)];

    /// <summary>Takes a buffer, whose content is arbitrary.</summary>
    public PinnedBuffer<float> Rent()
    {
        int start = Start();
        for (int i = 0; i < _slots.Length; i++)
        {
            ref PinnedBuffer<float>? slot = ref _slots[(start + i) % _slots.Length];
            if (Volatile.Read(ref slot) is not null && Interlocked.Exchange(ref slot, null) is { } buffer)
                return buffer;
        }
        return new PinnedBuffer<float>(length);
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(PinnedBuffer<float> buffer)
    {
        int start = Start();
        for (int i = 0; i < _slots.Length; i++)
        {
            ref PinnedBuffer<float>? slot = ref _slots[(start + i) % _slots.Length];
            if (Volatile.Read(ref slot) is null && Interlocked.CompareExchange(ref slot, buffer, null) is null)
                return;
        }
    }

    // Threads on different processors begin at different slots, and one that stays finds the buffer that its cache still holds.
    private int Start() => Thread.GetCurrentProcessorId() % _slots.Length;
}
