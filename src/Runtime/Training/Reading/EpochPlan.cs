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

    /// <summary>Batches that so many samples make.</summary>
    public static int BatchesOf(int samples, int batchSize) => (int)(((long)samples + batchSize - 1) / batchSize);

    /// <summary>Samples in the batches before one.</summary>
    public int SamplesBefore(int batch) => (int)Math.Min(Source.Count, (long)batch * BatchSize);

    /// <summary>Samples in a batch; none behind the last.</summary>
    public int SamplesIn(int batch) => SamplesBefore(batch + 1) - SamplesBefore(batch);

    /// <summary>The sample at a place in the order of reading.</summary>
    public int At(int place) => Order is null ? place : Order[place];
}
