using Unrolled.Generated;
using Unrolled.Numerics;

namespace Unrolled;

/// <summary>Probabilities and classes instead of a network's logits, as its loss takes them.</summary>
public static class Classification
{
    private const int MostOnStack = 1024;

    private delegate void Squashing(Span<float> outputs, int classes);

    // By what outputs mean to the loss.
    private static readonly Dictionary<OutputMeaning, Squashing> s_probabilities = new()
    {
        [OutputMeaning.ClassLogits] = static (outputs, classes) =>
        {
            for (int row = 0; row < outputs.Length; row += classes)
                ElementaryFunctions.Softmax(outputs.Slice(row, classes));
        },
        [OutputMeaning.BinaryLogits] = static (outputs, classes) =>
        {
            foreach (ref float x in outputs)
                x = ElementaryFunctions.Sigmoid(x);
        },
    };

    /// <summary>
    /// Computes probabilities for any whole number of samples: with a <see cref="SoftmaxCrossEntropyAttribute"/> softmax of the outputs
    /// along their last axis, with a <see cref="BinaryCrossEntropyAttribute"/> the logistic function of each. The bits are the same on
    /// every machine, and those of a <see cref="SoftmaxAttribute"/> or <see cref="SigmoidAttribute"/> behind the last layer.
    /// </summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Samples one after another, each of <see cref="NetworkInfo.InputLength"/> floats.</param>
    /// <param name="probabilities">Receives as many samples of <see cref="NetworkInfo.OutputLength"/> floats.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of samples, or the two disagree.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens, or has another loss or none.</exception>
    public static void Classify<T>(this INetwork<T> network, ReadOnlySpan<float> inputs, Span<float> probabilities)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        Squashing squash = Squash<T>();
        network.Core.Predict(inputs, probabilities);
        squash(probabilities, T.Program.Classes);
    }

    /// <summary>As <see cref="Classify{T}(INetwork{T}, ReadOnlySpan{float}, Span{float})"/>, for networks of tokens.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="tokens">Samples one after another, each of <see cref="NetworkInfo.InputLength"/> tokens.</param>
    /// <param name="probabilities">Receives as many samples of <see cref="NetworkInfo.OutputLength"/> floats.</param>
    /// <exception cref="ArgumentException">
    /// A length is not a whole number of samples, the two disagree, or a token is out of range.
    /// </exception>
    /// <exception cref="InvalidOperationException">The network takes floats, or has another loss or none.</exception>
    public static void Classify<T>(this INetwork<T> network, ReadOnlySpan<int> tokens, Span<float> probabilities)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        Squashing squash = Squash<T>();
        network.Core.Predict(tokens, probabilities);
        squash(probabilities, T.Program.Classes);
    }

    /// <summary>
    /// The class of one sample: that of the largest output, the first of equal ones; with a single binary output 1 where it is above 0,
    /// which is a probability above ½, and else 0.
    /// </summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network, which gives one row of classes or one binary output.</param>
    /// <param name="input">One sample.</param>
    /// <returns>A class, from 0.</returns>
    /// <exception cref="ArgumentException">It is not one sample.</exception>
    /// <exception cref="ArithmeticException">An output is NaN, so that none is the largest.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network takes tokens, has another loss or none, or gives classes for several steps or several binary outputs.
    /// </exception>
    public static int Classify<T>(this INetwork<T> network, ReadOnlySpan<float> input) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        RequireOne<T>(input.Length);
        int length = T.Info.OutputLength;
        Span<float> outputs = length <= MostOnStack ? stackalloc float[length] : new float[length];
        network.Core.Predict(input, outputs);
        return Best<T>(outputs);
    }

    /// <summary>As <see cref="Classify{T}(INetwork{T}, ReadOnlySpan{float})"/>, for networks of tokens.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network, which gives one row of classes or one binary output.</param>
    /// <param name="tokens">One sample.</param>
    /// <returns>A class, from 0.</returns>
    /// <exception cref="ArgumentException">It is not one sample, or a token is out of range.</exception>
    /// <exception cref="ArithmeticException">An output is NaN, so that none is the largest.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network takes floats, has another loss or none, or gives classes for several steps or several binary outputs.
    /// </exception>
    public static int Classify<T>(this INetwork<T> network, ReadOnlySpan<int> tokens) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        RequireOne<T>(tokens.Length);
        int length = T.Info.OutputLength;
        Span<float> outputs = length <= MostOnStack ? stackalloc float[length] : new float[length];
        network.Core.Predict(tokens, outputs);
        return Best<T>(outputs);
    }

    private static Squashing Squash<T>() where T : class, INetwork<T> =>
        s_probabilities.TryGetValue(T.Program.Outputs, out Squashing? squash) ? squash : throw new InvalidOperationException(
            $"{T.Info.Name} has no loss that makes its outputs logits of probabilities, [SoftmaxCrossEntropy] or [BinaryCrossEntropy]; " +
            "its outputs as they are come from Predict.");

    private static void RequireOne<T>(int length) where T : class, INetwork<T>
    {
        Squash<T>();
        NetworkInfo info = T.Info;
        bool binary = T.Program.Outputs == OutputMeaning.BinaryLogits;
        if (info.OutputLength != (binary ? 1 : T.Program.Classes))
            throw new InvalidOperationException(
                $"{info.Name} gives {Messages.Shape(info.Output)} outputs for a sample, " +
                $"{(binary ? "each a yes or no of its own" : "a class for each step")}; " +
                "pass a span that receives all probabilities as a second argument.");
        if (length != info.InputLength)
            throw new ArgumentException(
                $"The class of one sample of {Messages.Shape(info.Input)} = {info.InputLength} is asked for, but {length} elements were " +
                "given; for several samples pass a span that receives their probabilities as a second argument.");
    }

    private static int Best<T>(ReadOnlySpan<float> outputs) where T : class, INetwork<T>
    {
        int best = 0;
        for (int c = 0; c < outputs.Length; c++)
        {
            if (float.IsNaN(outputs[c]))
                throw new ArithmeticException(
                    $"An output of {T.Info.Name} is NaN, so that no class is the most probable; look for NaN in sample and parameters.");
            best = outputs[c] > outputs[best] ? c : best;
        }
        return outputs.Length > 1 ? best : outputs[0] > 0 ? 1 : 0;
    }
}
