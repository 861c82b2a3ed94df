using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>One thread's own memory.</summary>
internal sealed unsafe class Arena(int inputLength)
{
    private GrowingBuffer _inputs;
    private GrowingBuffer _targets;

    /// <summary>Values of one group.</summary>
    public GrowingBuffer Values;

    /// <summary>Values that a chunk keeps.</summary>
    public GrowingBuffer Chunk;

    /// <summary>Outputs of one group.</summary>
    public GrowingBuffer Outputs;

    /// <summary>Makes room for gathering, where a batch needs it.</summary>
    public void Ensure(in Batch batch)
    {
        if (batch.Order is null)
            return;
        _inputs.Ensure((long)Lanes.Width * inputLength);
        _targets.Ensure((long)Lanes.Width * batch.TargetLength);
    }

    /// <summary>Points a frame at a group's samples. Shuffled ones are gathered here, by the thread that needs them, into its cache.</summary>
    public void Point(ref Frame frame, in Batch batch, int group)
    {
        int first = group * Lanes.Width;
        frame.First = first;
        frame.Count = Math.Min(Lanes.Width, batch.Samples - first);
        frame.Inputs = Rows(batch.Inputs, inputLength, batch.Order, first, frame.Count, _inputs.Pointer);
        frame.Targets = Rows(batch.Targets, batch.TargetLength, batch.Order, first, frame.Count, _targets.Pointer);
    }

    private static float* Rows(float* all, int length, int* order, int first, int count, float* gathered)
    {
        if (order is null)
            return all + (nint)first * length;
        for (int i = 0; i < count; i++)
            new Span<float>(all + (nint)order[first + i] * length, length).CopyTo(new Span<float>(gathered + (nint)i * length, length));
        return gathered;
    }
}
