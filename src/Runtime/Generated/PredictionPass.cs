using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled.Generated;

/// <summary>
/// Inference over a batch, shared out over threads. An item is a stretch of groups, which a thread computes as a call of
/// its own would; what all share is prepared once, on the caller's thread.
/// </summary>
internal sealed unsafe class PredictionPass<T>(int threads, PredictionPlan plan) : IParallelWork, IDisposable
    where T : class, INetwork<T>
{
    private readonly Inference<T> _inference = new();
    private readonly GrowingBuffer<float>[] _scratch = new GrowingBuffer<float>[threads];
    private readonly WorkerPool _workers = new(threads);
    private GrowingBuffer<float> _shared;
    private Frame _frame;
    private int _samples;

    /// <summary>Computes all samples and returns when the last one is done.</summary>
    /// <param name="frame">Points at the first sample and the first output, in memory that stays where it is.</param>
    /// <param name="samples">How many, at least one.</param>
    /// <exception cref="ArgumentException">A token has become wrong since the call began.</exception>
    public void Run(in Frame frame, int samples)
    {
        int items = plan.Items(samples);
        MakeRoom(_workers.Participants(items / plan.Fewest));
        (_frame, _samples) = (frame, samples);
        if (_inference.IsGrouped(samples))
            _inference.Prepare(_shared.Pointer, ref _frame);
        _workers.Run(this, items, plan.Fewest);
    }

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        int first = item * plan.SamplesPerItem;
        Frame frame = _frame;
        _inference.Skip(ref frame, first);
        _inference.Run(_scratch[thread].Pointer, Math.Min(plan.SamplesPerItem, _samples - first), ref frame);
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose() => _workers.Dispose();

    private void MakeRoom(int participants)
    {
        _shared.Ensure(_inference.SharedFloats);
        foreach (ref GrowingBuffer<float> scratch in _scratch.AsSpan(0, participants))
            scratch.Ensure(_inference.GroupFloats);
    }
}
