using Microsoft.ML.OnnxRuntime;

namespace Unrolled.Benchmarks.Peers;

/// <summary>
/// An ONNX Runtime session with its inputs and outputs bound to memory once and for all, of a fixed batch: the fastest way to call it.
/// </summary>
internal sealed class OnnxRun : IDisposable
{
    public const string Input = "input", Output = "output";

    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <param name="model">A model of <c>Onnx.Save</c>.</param>
    /// <param name="threads">The threads of its operators.</param>
    /// <param name="batch">The samples of all its calls, which the runtime may plan for.</param>
    public OnnxRun(byte[] model, int threads, int batch)
    {
        _options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _options.AddFreeDimensionOverrideByName("batch", batch);
        _session = new InferenceSession(model, _options);
    }

    /// <summary>A network as the best case for the peer: normalisations are part of the weights, as other exporters have it.</summary>
    public static byte[] Model<T>(T network) where T : class, INetwork<T>
    {
        string path = Path.GetTempFileName();
        try
        {
            Onnx.Onnx.Save(network, path, new() { FoldsNorms = true });
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>An action that runs the model from these arrays to those.</summary>
    public Action Bind((string Name, float[] Values, long[] Shape)[] inputs, (string Name, float[] Values, long[] Shape)[] outputs)
    {
        string[] inputNames = [.. inputs.Select(i => i.Name)], outputNames = [.. outputs.Select(o => o.Name)];
        OrtValue[] from = [.. inputs.Select(Value)], to = [.. outputs.Select(Value)];
        return () => _session.Run(_run, inputNames, from, outputNames, to);
    }

    private static OrtValue Value((string Name, float[] Values, long[] Shape) tensor) =>
        OrtValue.CreateTensorValueFromMemory(tensor.Values, tensor.Shape);

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
