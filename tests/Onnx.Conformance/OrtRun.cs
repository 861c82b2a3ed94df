using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Unrolled.Onnx.Protocol;

namespace Unrolled.Onnx.Conformance;

/// <summary>What ONNX Runtime makes of a model.</summary>
internal static class OrtRun
{
    /// <summary>The floats of all outputs; null where the runtime does not run the model.</summary>
    public static float[][]? Outputs(ModelProto model, IReadOnlyList<SampleValue> inputs)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        OrtValue[] values = [.. inputs.Select(static x => OrtValue.CreateTensorValueFromMemory(x.Values, x.Extents))];
        try
        {
            using var session = new InferenceSession(model.ToByteArray(), options);
            using var run = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                session.Run(run, [.. inputs.Select(static x => x.Name)], values, session.OutputNames);
            return [.. outputs.Select(static o => o.GetTensorDataAsSpan<float>().ToArray())];
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
        finally
        {
            foreach (OrtValue value in values)
                value.Dispose();
        }
    }
}
