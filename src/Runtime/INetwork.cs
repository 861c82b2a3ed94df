using System.ComponentModel;

namespace Unrolled;

/// <summary>
/// A network whose code was generated from its attributes. Classes marked <see cref="NetworkAttribute"/> implement it;
/// it is not meant to be implemented by hand.
/// </summary>
/// <typeparam name="TSelf">The network's own class.</typeparam>
public interface INetwork<TSelf> where TSelf : class, INetwork<TSelf>
{
    /// <summary>Layers, shapes, parameters and the chosen instructions.</summary>
    static abstract NetworkInfo Info { get; }

    /// <summary>
    /// All parameters as one span; <see cref="NetworkInfo.Parameters"/> tells where each tensor lies. Valid however
    /// long it is held. A network that was made over living parts has its own here, and theirs are in them; its
    /// tensors' spans show both.
    /// </summary>
    Span<float> Parameters { get; }

    /// <summary>
    /// Computes the last layer's outputs (logits stay logits) for any whole number of samples, on the thread that calls it;
    /// a <see cref="BatchPredictor{T}"/> uses several.
    /// </summary>
    /// <param name="inputs">Samples one after another, each of <see cref="NetworkInfo.InputLength"/> floats.</param>
    /// <param name="outputs">Receives as many samples of <see cref="NetworkInfo.OutputLength"/> floats.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of samples, or the two disagree.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens.</exception>
    void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => Core.Predict(inputs, outputs);

    /// <summary>Computes the last layer's outputs (logits stay logits) for any whole number of samples of tokens.</summary>
    /// <param name="tokens">Samples one after another, each of <see cref="NetworkInfo.InputLength"/> tokens.</param>
    /// <param name="outputs">Receives as many samples of <see cref="NetworkInfo.OutputLength"/> floats.</param>
    /// <exception cref="ArgumentException">
    /// A length is not a whole number of samples, the two disagree, or a token is out of range.
    /// </exception>
    /// <exception cref="InvalidOperationException">The network takes floats.</exception>
    void Predict(ReadOnlySpan<int> tokens, Span<float> outputs) => Core.Predict(tokens, outputs);

    /// <summary>
    /// Writes the parameters as safetensors with PyTorch's names and layouts. The old file stays until the new one is
    /// complete.
    /// </summary>
    /// <param name="path">The file to write.</param>
    void Save(string path);

    /// <summary>Reads parameters from a safetensors file with PyTorch's names and layouts.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="InvalidDataException">The file is damaged or does not fit; the network is as it was.</exception>
    void Load(string path);

    /// <summary>
    /// Reads the tensors that a safetensors file has for one part of the network, such as a backbone that was trained
    /// as a network of its own, and leaves the others as they are.
    /// </summary>
    /// <param name="path">The file to read: the part's own, or that of a network with such a part.</param>
    /// <param name="part">The part's name, <c>backbone1</c>; empty for all tensors of the network that fit.</param>
    /// <returns>Which tensors were taken, and which were not.</returns>
    /// <exception cref="ArgumentException">The network has no such part.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or has nothing that fits; the network is as it was.</exception>
    LoadReport Load(string path, string part) => Core.Load(path, part);

    /// <summary>For libraries that make networks of any class: what <c>new</c> gives.</summary>
    /// <param name="seed">The same seed gives the same parameters; without meaning where the assembly carries the weights.</param>
    /// <exception cref="NotSupportedException">The class was compiled by a generator that did not know of this.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual TSelf Create(ulong seed) => throw new NotSupportedException(
        $"{typeof(TSelf).Name} was compiled with an older version of Unrolled; build its assembly with this one.");

    /// <summary>For the runtime: sizes of the generated programs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract Generated.ProgramInfo Program { get; }

    /// <summary>For the runtime: the memory behind this instance.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    Generated.NetworkCore<TSelf> Core { get; }

    /// <summary>For the runtime: runs one entry of the generated code.</summary>
    /// <param name="entry">Which code to run.</param>
    /// <param name="frame">The memory to run it on; a pointer, so that safe code cannot call it.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract unsafe void Run(Generated.Entry entry, Generated.Frame* frame);
}
