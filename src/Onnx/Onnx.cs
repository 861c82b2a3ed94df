using Google.Protobuf;
using Unrolled.Onnx.Saving;
using Unrolled.Serialization;

namespace Unrolled.Onnx;

/// <summary>Networks as models in ONNX's format (https://onnx.ai).</summary>
public static class Onnx
{
    /// <summary>
    /// Writes what a network computes in <c>Predict</c> as a model of opset 17 with one input, <c>input</c>, and one output, <c>output</c>,
    /// whose first dimension is a batch of any size. Batch normalisation is by its running statistics; dropout and the loss are left out,
    /// so that logits stay logits. Tokens are 64-bit integers. The file appears under its name when it is complete.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The model's file, which is replaced if there is one.</param>
    /// <param name="options">How; null for what <see cref="SaveOptions"/> is unless set.</param>
    /// <exception cref="NotSupportedException">
    /// A layer has no form in ONNX yet, or the parameters are more than a model's file holds.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save<T>(T network, string path, SaveOptions? options = null) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(path);
        IMessage model = NetworkModel.Of(T.Info, network.Parameters, options ?? new());
        using var file = new AtomicFile(path);
        model.WriteTo(file.Stream);
        file.Commit();
    }
}
