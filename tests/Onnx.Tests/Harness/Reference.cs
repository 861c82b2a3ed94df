using Microsoft.ML.OnnxRuntime;

namespace Unrolled.Onnx.Tests;

/// <summary>What ONNX Runtime makes of the same model, and the comparison.</summary>
internal static class Reference
{
    private const int Samples = 3;

    /// <summary>Imports a model, compiles it, and compares its outputs with ONNX Runtime's.</summary>
    public static ImportedNetwork Check(ModelBuilder model)
    {
        byte[] bytes = model.ToArray();
        ImportedNetwork imported = OnnxModel.Import(bytes, "tested.onnx");
        IRunner network = CompiledNetwork.Of(imported);
        int length = (int)model.Shape.Aggregate(1L, static (product, extent) => product * extent);
        var random = new Random(2);
        long batch = model.Batch == 0 ? Samples : model.Batch;
        for (int turn = 0; turn < 2; turn++)
        {
            float[] expected, actual;
            if (model.Tokens > 0)
            {
                int[] tokens = [.. Enumerable.Range(0, (int)batch * length).Select(_ => random.Next(model.Tokens))];
                expected = Run<long>(bytes, [.. tokens.Select(static t => (long)t)], [batch, .. model.Shape]);
                actual = network.Predict(tokens);
            }
            else
            {
                float[] inputs = [.. Enumerable.Range(0, (int)batch * length).Select(_ => 4 * random.NextSingle() - 2)];
                expected = Run<float>(bytes, inputs, [batch, .. model.Shape]);
                actual = network.Predict(inputs);
            }

            Compare(expected, actual, imported.Source);
        }

        return imported;
    }

    /// <summary>Fails where outputs differ by more than 1e-5 of their range.</summary>
    public static void Compare(float[] expected, float[] actual, string source)
    {
        Assert.True(expected.Length == actual.Length, $"{actual.Length} outputs instead of {expected.Length}\n{source}");
        float range = Math.Max(1, expected.Max(Math.Abs));
        int worst = Enumerable.Range(0, expected.Length).MaxBy(i => Math.Abs(expected[i] - actual[i]));
        bool isNear = expected.Zip(actual, (e, a) => Math.Abs(e - a) <= 1e-5f * range).All(static near => near);
        Assert.True(isNear, $"output {worst} is {actual[worst]} instead of {expected[worst]}\n{source}");
    }

    /// <summary>What ONNX Runtime makes of a model's inputs.</summary>
    public static float[] Run<T>(byte[] model, T[] inputs, long[] shape, string name = "x") where T : unmanaged
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR
        };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(inputs, shape);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [name], [input], session.OutputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
