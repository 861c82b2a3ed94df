using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>One thread's own memory.</summary>
internal sealed unsafe class Arena
{
    private GrowingBuffer<float> _inputs;
    private GrowingBuffer<int> _tokens;
    private GrowingBuffer<float> _targets;
    private GrowingBuffer<int> _labels;

    /// <summary>Values of one group.</summary>
    public GrowingBuffer<float> Values;

    /// <summary>Values that a chunk keeps.</summary>
    public GrowingBuffer<float> Chunk;

    /// <summary>Outputs of one group.</summary>
    public GrowingBuffer<float> Outputs;

    /// <summary>Makes as many of them as there are threads.</summary>
    public static Arena[] ForThreads(int threads)
    {
        var arenas = new Arena[threads];
        for (int i = 0; i < threads; i++)
            arenas[i] = new Arena();
        return arenas;
    }

    /// <summary>Makes room for gathering, where a batch needs it.</summary>
    public void Ensure(in Batch batch)
    {
        if (batch.Order is null)
            return;
        _inputs.Ensure((long)Lanes.Width * batch.Inputs.Length);
        _tokens.Ensure((long)Lanes.Width * batch.Tokens.Length);
        _targets.Ensure((long)Lanes.Width * batch.Targets.Length);
        _labels.Ensure((long)Lanes.Width * batch.Labels.Length);
    }

    /// <summary>
    /// Points a frame at a group's samples. Shuffled ones are gathered here, by the thread that needs them, into its cache.
    /// </summary>
    public void Point(ref Frame frame, in Batch batch, int group)
    {
        batch.Point(ref frame, group);
        if (batch.Order is null)
            return;
        int* order = batch.Order + frame.First;
        frame.Inputs = batch.Inputs.Gather(order, frame.Count, _inputs.Pointer);
        frame.Tokens = batch.Tokens.Gather(order, frame.Count, _tokens.Pointer);
        frame.Targets = batch.Targets.Gather(order, frame.Count, _targets.Pointer);
        frame.Labels = batch.Labels.Gather(order, frame.Count, _labels.Pointer);
    }
}
