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
    /// What each class counts for in the mean loss, by label: <c>Σ wᵢ·lossᵢ / Σ wᵢ</c> over a batch, with <c>wᵢ</c> the weight
    /// of the label times that of its sample (<see cref="Dataset.Weighted"/>). PyTorch's <c>CrossEntropyLoss(weight=…)</c>. For data of few
    /// examples of a class, weights that are inversely proportional to its examples let it count as much as the others. All 1 unless set;
    /// <see cref="Evaluation.Loss"/> is weighted too, <see cref="Evaluation.Accuracy"/> is not.
    /// </summary>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or all are 0.</exception>
    public ImmutableArray<double> ClassWeights
    {
        get;
        init => field = Checked(value);
    } = [];

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

    /// <summary>
    /// Connects this trainer with those of other processes, which train the same network from the same start, with the same options, data
    /// and calls: each works on its share of every batch, and all have the same parameters after each step, to the bit those of one process
    /// alone. To <c>Step</c> each gives the whole batch. Threads may differ. An exception on one rank ends the exchange: all others get an
    /// <see cref="ExchangeException"/> that names it. None unless set. The trainer does not dispose of it.
    /// </summary>
    public IGradientExchange? Exchange { get; init; }

    /// <summary>Everything that decides a run's bits besides its network, data and rate, by its names in files.</summary>
    internal ImmutableArray<KeyValuePair<string, string>> Settings(Optimizer optimizer) =>
    [
        new("optimizer", optimizer.Description),
        new("schedule", Schedule?.ToString() ?? "none"),
        new("max_norm", double.IsFinite(MaxNorm) ? MaxNorm.ToString(CultureInfo.InvariantCulture) : "none"),
        new("early_stopping", EarlyStopping?.ToString() ?? "none"),
        new("seed", Seed.ToString(CultureInfo.InvariantCulture)),
        new("class_weights", ClassWeights.IsEmpty ? "none" : string.Join(' ', ClassWeights.Select(Text))),
    ];

    private static string Text(double weight) => weight.ToString(CultureInfo.InvariantCulture);

    private static ImmutableArray<double> Checked(ImmutableArray<double> weights)
    {
        if (weights.IsDefaultOrEmpty)
            return [];
        for (int c = 0; c < weights.Length; c++)
        {
            if (!(weights[c] >= 0 && float.IsFinite((float)weights[c])))
                throw new ArgumentException(
                    $"ClassWeights[{c}] is {Text(weights[c])}, but a weight must be a finite float of at least 0; 1 is usual.",
                    nameof(ClassWeights));
        }
        return weights.Any(static weight => (float)weight > 0) ? weights : throw new ArgumentException(
            "All class weights are 0, so that no label would count; give at least one class a weight above 0.", nameof(ClassWeights));
    }
}
