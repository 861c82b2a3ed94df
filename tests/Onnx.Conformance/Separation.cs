using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Protocol;
using static Unrolled.Onnx.Protocol.TensorProto.Types;

namespace Unrolled.Onnx.Conformance;

/// <summary>Whether a model treats samples apart and alike, as ONNX Runtime computes it.</summary>
internal static class Separation
{
    /// <summary>What is wrong with the model's samples, or null.</summary>
    public static string? Problem(OnnxTest test, IReadOnlyList<int> data)
    {
        SampleValue[] inputs = [.. data.Select(i => OneInput.Samples(test, i))];
        long batch = inputs[0].Batch;
        Tensor[] outputs = [.. Enumerable.Range(0, test.Outputs.Count).Select(test.Output)];
        const string Mixes = "samples are not apart, or not alike";
        if (outputs.Any(o => o.Length % batch != 0 || o.Rank == 0))
            return Mixes;
        ModelProto model = OneInput.WithConstants(test, data);
        if (OrtRun.Outputs(model, inputs) is not { } given)
            return outputs.All(o => o.Extents[0] == batch) ? null : Mixes;
        if (!Agree(given, OrtRun.Outputs(model, inputs)))
            return "random numbers";
        if (batch == 1)
        {
            float[][] twice = [.. given.Select(static o => Copies(o, 2))];
            return Agree(twice, OrtRun.Outputs(Doubled(model, inputs[0].Extents.Length), Repeated(0, 2))) ? null : Mixes;
        }

        for (int sample = 0; sample < batch; sample++)
        {
            float[][] own = [.. given.Select(o => Copies(o.Chunk(o.Length / (int)batch).ElementAt(sample), batch))];
            if (!Agree(own, OrtRun.Outputs(model, Repeated(sample, batch))))
                return Mixes;
        }

        return null;

        SampleValue[] Repeated(int sample, long count) => [.. inputs.Select(input => input.Repeated(sample, count))];
    }

    /// <summary>The model for twice its batch of one: extents that it has as a constant begin with the batch.</summary>
    private static ModelProto Doubled(ModelProto model, int rank)
    {
        ModelProto doubled = model.Clone();
        foreach (TensorProto tensor in doubled.Graph.Initializer)
        {
            var values = tensor.DataType == (int)DataType.Int64 && tensor.Dims.Count == 1 && tensor.Dims[0] == rank
                ? new Reading.TensorReader(null).Read(tensor).ToIntegers() : [];
            if (values is not [1, ..])
                continue;
            values[0] = 2;
            tensor.ClearRawData();
            tensor.Int64Data.Clear();
            tensor.Int64Data.Add(values);
        }

        return doubled;
    }

    private static float[] Copies(float[] values, long count) => [.. Enumerable.Repeat(values, (int)count).SelectMany(static v => v)];

    // Sums in another order are the same here; what one sample does to another is not.
    private static bool Agree(float[][] expected, float[][]? given) => given is not null && expected.Zip(given).All(static pair =>
        pair.First.Length == pair.Second.Length && pair.First.Zip(pair.Second).All(static e =>
            e.First.Equals(e.Second) || Math.Abs(e.First - e.Second) <= 1e-4f * Math.Max(1, Math.Abs(e.First))));
}
