using System.Collections.Immutable;
using System.Globalization;

namespace Unrolled;

/// <summary>How a <see cref="Trainer{T}"/> runs.</summary>
public sealed class TrainerOptions
{
    /// <summary>
    /// Threads that compute, the caller's included; at least 1. As many as the machine has processors unless set. The
    /// results do not depend on it.
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

    /// <summary>Decides the order of samples in each epoch of <c>Trainer.Fit</c>. 0 unless set.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The largest norm that the gradients of all parameters together may have; longer ones are scaled down to it, as
    /// by <c>torch.nn.utils.clip_grad_norm_</c>: times <c>MaxNorm/(norm + 1e-6)</c> where that is below 1. Infinite,
    /// which is no limit, unless set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not greater than 0.</exception>
    public double MaxNorm
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MaxNorm), value, "The gradients' largest norm must be greater than 0, 1 for instance; " +
                "leave MaxNorm unset for no limit.");
    } = double.PositiveInfinity;

    /// <summary>What the optimiser's rate is multiplied by in each step; always 1 unless set.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>When <c>Trainer.Fit</c> ends before its last epoch; never unless set.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Threads that read the samples of a source that is not in memory while steps run; at least 1. One is enough for a source that is
    /// faster than the steps; more are for one whose samples take long to make, such as pictures that are decoded. A sequential source is
    /// always read by one. The results do not depend on it. 1 unless set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ReadAheadThreads
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(ReadAheadThreads), value, "Samples are read by at least 1 thread; leave ReadAheadThreads unset for one.");
    } = 1;

    /// <summary>When the trainer's state is written to a file while it trains; never unless set.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>
    /// Where the network is written, as by its own <c>Save</c>, whenever an epoch was the best so far (<see cref="EpochResult.IsBest"/>);
    /// nowhere unless set. Which epoch was the best is in the trainer's file, so a run that is resumed keeps a better one's.
    /// </summary>
    public string? BestEpochFile { get; init; }

    /// <summary>Everything that decides a run's bits besides its network, data and rate, by its names in files.</summary>
    internal ImmutableArray<KeyValuePair<string, string>> Settings(Optimizer optimizer) =>
    [
        new("optimizer", optimizer.Description),
        new("schedule", Schedule?.ToString() ?? "none"),
        new("max_norm", double.IsFinite(MaxNorm) ? MaxNorm.ToString(CultureInfo.InvariantCulture) : "none"),
        new("early_stopping", EarlyStopping?.ToString() ?? "none"),
        new("seed", Seed.ToString(CultureInfo.InvariantCulture)),
    ];
}
