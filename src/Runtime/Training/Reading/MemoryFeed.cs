namespace Unrolled.Training.Reading;

/// <summary>Batches of samples that are in memory: rows of it, of which nothing is copied.</summary>
internal sealed class MemoryFeed : IBatchFeed
{
    private EpochPlan? _plan;
    private int _next;

    /// <inheritdoc/>
    public void Begin(EpochPlan plan, CancellationToken cancellation) => (_plan, _next) = (plan, plan.FirstBatch);

    /// <inheritdoc/>
    public FedBatch Next()
    {
        EpochPlan plan = _plan!;
        int batch = _next++, first = plan.SamplesBefore(batch), count = plan.SamplesIn(batch);
        SampleSpans all = SampleSpans.Of((Dataset)plan.Source);
        return plan.Order is null
            ? new FedBatch { Samples = all.Slice(first, count), Total = count }
            : new FedBatch { Samples = all, Rows = plan.Order.AsSpan(first, count), Total = count };
    }

    /// <inheritdoc/>
    public void End() => _plan = null;
}
