using System.Collections.Immutable;

namespace Unrolled;

/// <summary>
/// Samples that a trainer reads by their indices: in memory (<see cref="Dataset"/>), from files, from a stream, or made anew
/// in each epoch. What a sample consists of follows from its index and the epoch alone, so that the same seed gives the same bits
/// whoever reads it and when.
/// </summary>
public abstract class SampleSource
{
    /// <summary>Says how many samples there are, and what they consist of.</summary>
    /// <param name="count">Samples in an epoch, at least 0.</param>
    /// <param name="shape">What one sample consists of.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or a length is less than 1.</exception>
    protected SampleSource(int count, SampleShape shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape.InputLength, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape.TargetLength, nameof(shape));
        Count = count;
        Shape = shape;
    }

    /// <summary>Samples in an epoch; a part may have none.</summary>
    public int Count { get; }

    /// <summary>What one sample consists of.</summary>
    public SampleShape Shape { get; }

    /// <summary>Floats, or tokens, in one sample's input.</summary>
    public int InputLength => Shape.InputLength;

    /// <summary>Labels, or target floats, of one sample.</summary>
    public int TargetLength => Shape.TargetLength;

    /// <summary>Whether the samples have class labels; otherwise they have target floats.</summary>
    public bool HasLabels => Shape.HasLabels;

    /// <summary>Whether inputs are tokens; otherwise they are floats.</summary>
    public bool HasTokens => Shape.HasTokens;

    /// <summary>Whether each sample says what it counts for in the mean loss; otherwise all count alike.</summary>
    public bool HasWeights => Shape.HasWeights;

    /// <summary>The classes' names, by label; empty if they have none.</summary>
    public ImmutableArray<string> ClassNames { get; init; } = [];

    /// <summary>
    /// Whether samples come in an order of their own: in each epoch they are read once, from the first to the last, by one thread at
    /// a time, and are not shuffled. Otherwise any thread reads any sample, several at a time.
    /// </summary>
    public virtual bool IsSequential => false;

    /// <summary>Writes one sample.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="epoch">Epochs that were complete before this one, from 0: what is drawn at random differs in each.</param>
    /// <param name="into">Receives it, all elements of it.</param>
    public abstract void Read(int index, int epoch, Sample into);

    /// <summary>
    /// Called when the reading of an epoch ends, at its end or before: what was opened for it can be closed. A source that reads another
    /// one passes it on.
    /// </summary>
    public virtual void EndEpoch()
    {
    }
}
