namespace Unrolled.Training.Reading;

/// <summary>Which samples of a source are read, in which order, and in what batches.</summary>
/// <param name="Source">The samples.</param>
/// <param name="Epoch">What the source is told: epochs that were complete before this one.</param>
/// <param name="BatchSize">Samples in each batch, but perhaps fewer in the last.</param>
/// <param name="Order">The samples in the order of reading; null for the source's own.</param>
/// <param name="FirstBatch">Batches before this one are left out.</param>
internal sealed record EpochPlan(SampleSource Source, int Epoch, int BatchSize, int[]? Order = null, int FirstBatch = 0)
{
    /// <summary>Batches in the epoch, with those that are left out.</summary>
    public int Batches { get; } = BatchesOf(Source.Count, BatchSize);

    /// <summary>Which samples this rank reads of a batch of so many: the first one's place, and the place behind the last.</summary>
    public Func<int, (int First, int End)> Share { get; init; } = static samples => (0, samples);

    /// <summary>The part of a batch that is read: what its share says, or all of a source that gives samples in its own order.</summary>
    public (int First, int End) PartOf(int batch)
    {
        int samples = SamplesIn(batch);
        return Source.IsSequential || samples == 0 ? (0, samples) : Share(samples);
    }

    /// <summary>Samples in the largest part.</summary>
    public int LargestPart => Math.Max(RowsIn(0), RowsIn(Math.Max(0, Batches - 1)));

    /// <summary>Samples that are read of a batch.</summary>
    public int RowsIn(int batch) => PartOf(batch).End - PartOf(batch).First;

    /// <summary>Batches that so many samples make.</summary>
    public static int BatchesOf(int samples, int batchSize) => (int)(((long)samples + batchSize - 1) / batchSize);

    /// <summary>Samples in the batches before one.</summary>
    public int SamplesBefore(int batch) => (int)Math.Min(Source.Count, (long)batch * BatchSize);

    /// <summary>Samples in a batch; none behind the last.</summary>
    public int SamplesIn(int batch) => SamplesBefore(batch + 1) - SamplesBefore(batch);

    /// <summary>The sample at a place in the order of reading.</summary>
    public int At(int place) => Order is null ? place : Order[place];
}
