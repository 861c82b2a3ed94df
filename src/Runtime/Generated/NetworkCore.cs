using System.ComponentModel;
using Unrolled.Memory;
using Unrolled.Serialization;

namespace Unrolled.Generated;

/// <summary>The memory behind one network, and what networks do with it that no shape changes.</summary>
/// <typeparam name="T">The network's class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class NetworkCore<T> where T : class, INetwork<T>
{
    private readonly PinnedBuffer _parameters;
    private readonly Predictor<T> _predictor;

    /// <summary>Makes and initialises the parameters as their layers say, by default as PyTorch does.</summary>
    /// <param name="seed">Same seed, same parameters, on every machine.</param>
    public NetworkCore(ulong seed)
    {
        NetworkInfo info = T.Info;
        _parameters = new PinnedBuffer(info.ParameterCount);
        _predictor = new Predictor<T>();
        for (int tensor = 0; tensor < info.Parameters.Length; tensor++)
            Initialise(info.Parameters[tensor], seed, (ulong)tensor);
    }

    /// <summary>All parameters.</summary>
    public Span<float> Parameters => _parameters.Span;

    /// <summary>The first parameter, aligned to 64 bytes. The caller keeps this object alive while it uses the pointer.</summary>
    public float* Pointer => _parameters.Pointer;

    /// <summary>
    /// Computes outputs for any whole number of samples, full groups of 16 first. Any number of threads may call it at once. After the first call
    /// of each kind it allocates nothing.
    /// </summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>; none is fine.</param>
    /// <param name="outputs">Receives <c>[samples, OutputLength]</c>; must not overlap the inputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the spans overlap.</exception>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        _predictor.Run(Pointer, inputs, outputs);
        // The pointer alone would let a network that its caller no longer uses be collected, parameters included.
        GC.KeepAlive(this);
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, Span{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens"><c>[samples, InputLength]</c>, each from 0 to below the vocabulary.</param>
    /// <param name="outputs">Receives <c>[samples, OutputLength]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a token is out of range.</exception>
    public void Predict(ReadOnlySpan<int> tokens, Span<float> outputs)
    {
        _predictor.Run(Pointer, tokens, outputs);
        GC.KeepAlive(this);
    }

    /// <summary>One time step of one sequence.</summary>
    /// <param name="inputs">The step's floats.</param>
    /// <param name="state">What earlier steps left; becomes what this one leaves.</param>
    /// <param name="outputs">Receives the step's outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Step(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        _predictor.Step(Pointer, inputs, state, outputs, "floats");
        GC.KeepAlive(this);
    }

    /// <summary>As <see cref="Step(ReadOnlySpan{float}, Span{float}, Span{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens">The step's token.</param>
    /// <param name="state">What earlier steps left; becomes what this one leaves.</param>
    /// <param name="outputs">Receives the step's outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the token is out of range.</exception>
    public void Step(ReadOnlySpan<int> tokens, Span<float> state, Span<float> outputs)
    {
        _predictor.Step(Pointer, tokens, state, outputs);
        GC.KeepAlive(this);
    }

    /// <summary>Writes the parameters as safetensors.</summary>
    /// <param name="path">The file to write.</param>
    public void Save(string path) => NetworkFile.Save(path, T.Info, Parameters);

    /// <summary>Reads the parameters from safetensors, all or none.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="InvalidDataException">The file is damaged or does not fit; nothing has changed.</exception>
    public void Load(string path) => NetworkFile.Load(path, T.Info, Parameters);

    /// <summary>Reads what a file has for one part, and leaves the rest.</summary>
    /// <param name="path">The file to read.</param>
    /// <param name="part">The part's name; empty for the whole network.</param>
    /// <exception cref="InvalidDataException">The file is damaged or has nothing that fits; nothing has changed.</exception>
    public LoadReport Load(string path, string part) => NetworkFile.LoadPart(path, T.Info, part, Parameters);

    // Numbered in the order of files, so that a parameter's first value does not depend on how the generator lays tensors out.
    private void Initialise(ParameterInfo tensor, ulong seed, ulong ordinal)
    {
        (Distribution distribution, float scale) = tensor.Initial;
        Span<float> parameters = Parameters;
        var walk = new ElementWalk(tensor);
        for (int i = 0; i < tensor.Length; i++, walk.Next())
            parameters[walk.Place] = scale * distribution switch
            {
                Distribution.Uniform => CounterRandom.Signed(seed, ordinal, (ulong)i),
                Distribution.Normal => CounterRandom.Normal(seed, ordinal, (ulong)i),
                _ => 1f,
            };
    }
}
