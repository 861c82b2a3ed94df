namespace Unrolled.Training.Reading;

/// <summary>Gives the batches of an epoch, one after another, from memory or read ahead.</summary>
internal interface IBatchFeed
{
    /// <summary>Begins an epoch, which <see cref="End"/> must follow.</summary>
    void Begin(EpochPlan plan, CancellationToken cancellation);

    /// <summary>The next batch, valid until the one after it is asked for.</summary>
    /// <exception cref="InvalidDataException">One of its samples could not be read, or is none of the network's.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the batch was complete.</exception>
    FedBatch Next();

    /// <summary>Ends the epoch, wherever it stands; nothing reads the source any longer.</summary>
    void End();
}

/// <summary>A batch, or this rank's part of it: samples one after another, or some rows of more samples.</summary>
internal readonly ref struct FedBatch
{
    /// <summary>The samples, or more of them.</summary>
    public SampleSpans Samples { get; init; }

    /// <summary>Which rows the batch has, in this order; empty for all.</summary>
    public ReadOnlySpan<int> Rows { get; init; }

    /// <summary>The place in the batch of the first sample that is here.</summary>
    public int Start { get; init; }

    /// <summary>How many samples the batch has, those of other ranks among them.</summary>
    public required int Total { get; init; }

    /// <summary>What a sample consists of, where each rank has read its own ones alone; null where all are here.</summary>
    public SampleShape? Shape { get; init; }

    /// <summary>How many samples are here.</summary>
    public int Count => Rows.IsEmpty ? Samples.Count : Rows.Length;
}
