namespace Unrolled;

/// <summary>How a <see cref="Trainer{T}"/> runs.</summary>
public sealed class TrainerOptions
{
    /// <summary>
    /// Threads that compute, the caller's included; at least 1. As many as the machine has processors unless set. The results do not depend on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Threads
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Threads), value, "A trainer needs at least 1 thread, the caller's own; leave Threads unset to use all processors.");
    } = Environment.ProcessorCount;

    /// <summary>Decides the order of samples in each epoch of <see cref="Trainer{T}.Fit"/>. 0 unless set.</summary>
    public ulong Seed { get; init; }
}
