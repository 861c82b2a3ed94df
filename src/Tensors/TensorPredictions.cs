using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>
/// Predictions from and into tensors. Their memory is used as it is, so that they are dense, and their shapes are the network's: one
/// sample's, or that of several with their number in front.
/// </summary>
public static class TensorPredictions
{
    /// <summary>Computes the last layer's outputs (logits stay logits).</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="inputs">One sample of the shape <see cref="NetworkInfo.Input"/>, or several, <c>[samples, …]</c>.</param>
    /// <param name="outputs">Receives one of the shape <see cref="NetworkInfo.Output"/>, or as many, <c>[samples, …]</c>.</param>
    /// <exception cref="ArgumentException">A shape is another one, a tensor is not dense, or they have not as many samples.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens.</exception>
    public static void Predict<T>(this INetwork<T> network, ReadOnlyTensorSpan<float> inputs, TensorSpan<float> outputs)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        network.Predict(Inputs<T, float>(inputs, nameof(inputs)), Outputs<T>(outputs, nameof(outputs)));
    }

    /// <summary>Computes the last layer's outputs (logits stay logits), for networks of tokens.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="tokens">One sample of the shape <see cref="NetworkInfo.Input"/>, or several, <c>[samples, …]</c>.</param>
    /// <param name="outputs">Receives one of the shape <see cref="NetworkInfo.Output"/>, or as many, <c>[samples, …]</c>.</param>
    /// <exception cref="ArgumentException">
    /// A shape is another one, a tensor is not dense, they have not as many samples, or a token is out of range.
    /// </exception>
    /// <exception cref="InvalidOperationException">The network takes floats.</exception>
    public static void Predict<T>(this INetwork<T> network, ReadOnlyTensorSpan<int> tokens, TensorSpan<float> outputs)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        network.Predict(Inputs<T, int>(tokens, nameof(tokens)), Outputs<T>(outputs, nameof(outputs)));
    }

    /// <summary>Computes probabilities, as <see cref="Classification"/> does.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="inputs">One sample of the shape <see cref="NetworkInfo.Input"/>, or several, <c>[samples, …]</c>.</param>
    /// <param name="probabilities">Receives one of the shape <see cref="NetworkInfo.Output"/>, or as many, <c>[samples, …]</c>.</param>
    /// <exception cref="ArgumentException">A shape is another one, a tensor is not dense, or they have not as many samples.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, or has another loss or none.</exception>
    public static void Classify<T>(this INetwork<T> network, ReadOnlyTensorSpan<float> inputs, TensorSpan<float> probabilities)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        network.Classify(Inputs<T, float>(inputs, nameof(inputs)), Outputs<T>(probabilities, nameof(probabilities)));
    }

    private static ReadOnlySpan<TElement> Inputs<T, TElement>(ReadOnlyTensorSpan<TElement> tensor, string name)
        where T : class, INetwork<T>
    {
        TensorShape.Check(T.Info.Input.AsSpan(), tensor.Lengths, tensor.IsDense, T.Info.Name, name);
        int length = checked((int)tensor.FlattenedLength);
        return length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(in tensor.GetPinnableReference(), length);
    }

    private static Span<float> Outputs<T>(TensorSpan<float> tensor, string name) where T : class, INetwork<T>
    {
        TensorShape.Check(T.Info.Output.AsSpan(), tensor.Lengths, tensor.IsDense, T.Info.Name, name);
        int length = checked((int)tensor.FlattenedLength);
        return length == 0 ? [] : MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), length);
    }
}
