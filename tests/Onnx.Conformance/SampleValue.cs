using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Conformance;

/// <summary>A value of floats with the samples of a batch in front.</summary>
/// <param name="Name">What the model calls it.</param>
/// <param name="Extents">Its extents, of which the first is the batch's.</param>
/// <param name="Values">The numbers, sample by sample.</param>
internal sealed record SampleValue(string Name, long[] Extents, float[] Values)
{
    public long Batch => Extents[0];

    /// <summary>Elements of one sample.</summary>
    public int Length => (int)Tensor.Count(Extents[1..]);

    /// <summary>A batch of copies of one of the samples.</summary>
    public SampleValue Repeated(int sample, long count) => this with
    {
        Extents = [count, .. Extents[1..]],
        Values = [.. Enumerable.Repeat(Values[(sample * Length)..((sample + 1) * Length)], (int)count).SelectMany(static v => v)],
    };
}
