using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>One thread's own memory.</summary>
internal sealed unsafe class Arena(BatchChecks checks, LossWeights? weights = null)
{
    private GrowingBuffer<float> _inputs;
    private GrowingBuffer<int> _tokens;
    private GrowingBuffer<float> _targets;
    private GrowingBuffer<int> _labels;
    private GrowingBuffer<float> _weights;

    /// <summary>Values of one group.</summary>
    public GrowingBuffer<float> Values;

    /// <summary>Values that a chunk keeps.</summary>
    public GrowingBuffer<float> Chunk;

    /// <summary>Outputs of one group.</summary>
    public GrowingBuffer<float> Outputs;

    /// <summary>Makes as many of them as there are threads.</summary>
    public static Arena[] ForThreads(int threads, BatchChecks checks, LossWeights? weights = null)
    {
        var arenas = new Arena[threads];
        for (int i = 0; i < threads; i++)
            arenas[i] = new Arena(checks, weights);
        return arenas;
    }

    /// <summary>Makes room for a group of the batch.</summary>
    public void Ensure(in Batch batch)
    {
        _tokens.Ensure((long)Lanes.Width * batch.Tokens.Length);
        _labels.Ensure((long)Lanes.Width * batch.Labels.Length);
        _weights.Ensure(weights?.Length(batch) ?? 0);
        if (batch.Order is null)
            return;
        _inputs.Ensure((long)Lanes.Width * batch.Inputs.Length);
        _targets.Ensure((long)Lanes.Width * batch.Targets.Length);
    }

    /// <summary>
    /// Points a frame at a group's samples. Shuffled ones are gathered here, by the thread that needs them, into its
    /// cache. Tokens and labels always are, and are checked here: the caller may have changed his since they were checked.
    /// </summary>
    /// <exception cref="ArgumentException">A token or label is out of range.</exception>
    public void Point(ref Frame frame, in Batch batch, int group)
    {
        batch.Point(ref frame, group);
        int row = frame.First - batch.Start;
        frame.Tokens = batch.Tokens.Gather(batch.Order, row, frame.Count, _tokens.Pointer);
        frame.Labels = batch.Labels.Gather(batch.Order, row, frame.Count, _labels.Pointer);
        checks.CopiedTokens(frame.Tokens, frame.Count * batch.Tokens.Length);
        checks.CopiedLabels(frame.Labels, frame.Count * batch.Labels.Length);
        frame.Weights = weights is null ? null : weights.Write(frame, batch, _weights.Pointer);
        if (batch.Order is null)
            return;
        frame.Inputs = batch.Inputs.Gather(batch.Order, row, frame.Count, _inputs.Pointer);
        frame.Targets = batch.Targets.Gather(batch.Order, row, frame.Count, _targets.Pointer);
    }
}
