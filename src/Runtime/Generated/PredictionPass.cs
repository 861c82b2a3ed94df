using Unrolled.Memory;
using Unrolled.Training;

namespace Unrolled.Generated;

/// <summary>
/// Inference over a batch, shared out over threads, step by step. An item is some groups, which a thread computes as a call of its own
/// would, or a block of a wide layer's outputs; what all share is prepared once, on the caller's thread.
/// </summary>
internal sealed unsafe class PredictionPass<T>(int threads, PredictionPlan plan) : IParallelWork, IDisposable
    where T : class, INetwork<T>
{
    private readonly Inference<T> _inference = new();
    private readonly GrowingBuffer<float>[] _scratch = new GrowingBuffer<float>[threads];
    private readonly WorkerPool _workers = new(threads);
    private GrowingBuffer<float> _shared, _batch;
    private Frame _frame;
    private InferenceStep _step;
    private int _samples;

    /// <summary>Computes all samples and returns when the last one is done.</summary>
    /// <param name="frame">Points at the first sample and the first output, in memory that stays where it is.</param>
    /// <param name="samples">How many, at least one.</param>
    /// <exception cref="ArgumentException">A token has become wrong since the call began.</exception>
    public void Run(in Frame frame, int samples)
    {
        int stretch = Math.Min(samples, _inference.StretchSamples);
        MakeRoom(plan.Items(stretch), _inference.Groups(stretch));
        _frame = frame;
        if (_inference.IsGrouped(samples))
            _inference.Prepare(_shared.Pointer, ref _frame);
        _frame.Batch = _batch.Pointer;
        for (; samples > 0; samples -= _samples)
        {
            _samples = Math.Min(samples, stretch);
            _frame.First = 0;
            _frame.Groups = _inference.Groups(_samples);
            foreach (InferenceStep step in _inference.StepsFor(_frame.Groups))
            {
                _step = step;
                _workers.Run(this, step.IsWide ? step.Items : plan.Items(_samples), step.IsWide ? 1 : plan.Fewest);
            }

            _inference.Skip(ref _frame, _samples);
        }
    }

    /// <inheritdoc/>
    public void Run(int item, int thread)
    {
        float* scratch = _scratch[thread].Pointer;
        if (_step.IsWide)
        {
            _inference.RunWide(_step, item, scratch, _frame);
            return;
        }

        int first = item * plan.SamplesPerItem;
        Frame frame = _frame;
        _inference.Skip(ref frame, first);
        _inference.RunGroups(_step, scratch, Math.Min(plan.SamplesPerItem, _samples - first), frame);
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose() => _workers.Dispose();

    private void MakeRoom(int items, int groups)
    {
        _shared.Ensure(_inference.SharedFloats);
        _batch.Ensure((long)T.Program.PredictBatchStride * groups);
        int participants = _workers.Participants(Math.Max(items / plan.Fewest, groups > 0 ? _inference.WidestStep : 1));
        foreach (ref GrowingBuffer<float> scratch in _scratch.AsSpan(0, participants))
            scratch.Ensure(_inference.GroupFloats);
    }
}
