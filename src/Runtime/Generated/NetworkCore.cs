using System.ComponentModel;
using System.Reflection;
using Unrolled.Memory;
using Unrolled.Serialization;

namespace Unrolled.Generated;

/// <summary>The memory behind one network, and what networks do with it that no shape changes.</summary>
/// <typeparam name="T">The network's class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NetworkCore<T> where T : class, INetwork<T>
{
    private readonly ParameterMemory _memory;
    private readonly Predictor<T> _predictor;
    private InputGradients<T>? _gradients;

    /// <summary>Makes and initialises the parameters as their layers say, by default as PyTorch does.</summary>
    /// <param name="seed">Same seed, same parameters, on every machine.</param>
    /// <param name="living">For each part that is a network, the parameters that it has already, or null for new ones.</param>
    /// <exception cref="ArgumentException">A living part shares parts of its own.</exception>
    public NetworkCore(ulong seed, params ReadOnlySpan<PartParameters?> living)
    {
        NetworkInfo info = T.Info;
        var memory = new ParameterMemory?[living.Length];
        for (int part = 0; part < living.Length; part++)
            memory[part] = living[part]?.Memory;
        _memory = new ParameterMemory(info, memory);
        _predictor = new Predictor<T>();
        for (int tensor = 0; tensor < info.Parameters.Length; tensor++)
        {
            int offset = info.Parameters[tensor].Offset;
            int part = info.Parts.Count(part => part.Offset <= offset) - 1;
            if (part < 0 || part >= memory.Length || memory[part] is null)
                Initialise(info.Parameters[tensor], seed, (ulong)tensor);
        }
    }

    /// <summary>Takes the parameters from a safetensors file that an assembly carries.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="resource">The resource's name.</param>
    /// <exception cref="InvalidDataException">The file is not there, damaged, or does not fit.</exception>
    public NetworkCore(Assembly assembly, string resource)
    {
        _memory = new ParameterMemory(T.Info, []);
        _predictor = new Predictor<T>();
        using Stream file = assembly.GetManifestResourceStream(resource) ?? throw new InvalidDataException(
            $"{assembly.GetName().Name} does not carry {resource}; build it with the targets of the Unrolled package.");
        float[] all = new float[T.Info.ParameterCount];
        NetworkFile.Load(file, resource, T.Info, all);
        _memory.CopyFrom(all);
    }

    /// <summary>All parameters that the network owns: those of living parts that it was made over are theirs.</summary>
    public Span<float> Parameters => _memory.Own;

    /// <summary>The parameters, for networks that this one is a part of.</summary>
    public PartParameters Part => new(_memory);

    internal ParameterMemory Memory => _memory;

    private ParameterPointers Pointers => _memory.Pointers;

    /// <summary>One tensor.</summary>
    public Span<float> Tensor(int offset, int length) => _memory.Slice(offset, length);

    /// <summary>
    /// Computes outputs for any whole number of samples, full groups of 16 first. Any number of threads may call it at
    /// once. After the first call of each kind it allocates nothing.
    /// </summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>; none is fine.</param>
    /// <param name="outputs">Receives <c>[samples, OutputLength]</c>; must not overlap the inputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the spans overlap.</exception>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        _predictor.Run(Pointers, inputs, outputs);
        // The pointer alone would let a network that its caller no longer uses be collected, parameters included.
        GC.KeepAlive(this);
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, Span{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens"><c>[samples, InputLength]</c>, each from 0 to below the vocabulary.</param>
    /// <param name="outputs">Receives <c>[samples, OutputLength]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a token is out of range.</exception>
    public void Predict(ReadOnlySpan<int> tokens, Span<float> outputs)
    {
        _predictor.Run(Pointers, tokens, outputs);
        GC.KeepAlive(this);
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{float}, Span{float})"/>, on the threads of a pass.</summary>
    internal void Predict(ReadOnlySpan<float> inputs, Span<float> outputs, PredictionPass<T> pass)
    {
        _predictor.Run(Pointers, inputs, outputs, pass);
        GC.KeepAlive(this);
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{int}, Span{float})"/>, on the threads of a pass.</summary>
    internal void Predict(ReadOnlySpan<int> tokens, Span<float> outputs, PredictionPass<T> pass)
    {
        _predictor.Run(Pointers, tokens, outputs, pass);
        GC.KeepAlive(this);
    }

    /// <summary>One time step of one sequence.</summary>
    /// <param name="inputs">The step's floats.</param>
    /// <param name="state">What earlier steps left; becomes what this one leaves.</param>
    /// <param name="outputs">Receives the step's outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Step(ReadOnlySpan<float> inputs, Span<float> state, Span<float> outputs)
    {
        _predictor.Step(Pointers, inputs, state, outputs);
        GC.KeepAlive(this);
    }

    /// <summary>As <see cref="Step(ReadOnlySpan{float}, Span{float}, Span{float})"/>, for networks of tokens.</summary>
    /// <param name="tokens">The step's token.</param>
    /// <param name="state">What earlier steps left; becomes what this one leaves.</param>
    /// <param name="outputs">Receives the step's outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the token is out of range.</exception>
    public void Step(ReadOnlySpan<int> tokens, Span<float> state, Span<float> outputs)
    {
        _predictor.Step(Pointers, tokens, state, outputs);
        GC.KeepAlive(this);
    }

    /// <summary>The mean loss, and its gradient with respect to the inputs.</summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>.</param>
    /// <param name="labels">Class numbers.</param>
    /// <param name="gradients">Receives <c>[samples, InputLength]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a label is out of range.</exception>
    public float InputGradient(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> gradients)
    {
        float loss = Gradients().Of(Pointers, inputs, labels, gradients);
        GC.KeepAlive(this);
        return loss;
    }

    /// <summary>The mean loss, and its gradient with respect to the inputs.</summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>.</param>
    /// <param name="targets">Target floats, or distributions over classes.</param>
    /// <param name="gradients">Receives <c>[samples, InputLength]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public float InputGradient(ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> gradients)
    {
        float loss = Gradients().Of(Pointers, inputs, targets, gradients);
        GC.KeepAlive(this);
        return loss;
    }

    /// <summary>The gradient with respect to the inputs of a function of the outputs.</summary>
    /// <param name="inputs"><c>[samples, InputLength]</c>.</param>
    /// <param name="outputGradients">The function's gradient with respect to the outputs, <c>[samples, OutputLength]</c>.</param>
    /// <param name="inputGradients">Receives <c>[samples, InputLength]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void VectorJacobianProduct(ReadOnlySpan<float> inputs, ReadOnlySpan<float> outputGradients, Span<float> inputGradients)
    {
        Gradients().VectorJacobianProduct(Pointers, inputs, outputGradients, inputGradients);
        GC.KeepAlive(this);
    }

    /// <summary>Writes the parameters as safetensors.</summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="IOException">It cannot be written, or what is there is no regular file; what was there is as it was.</exception>
    public void Save(string path) => Save(path, null);

    /// <summary>Writes the parameters as safetensors.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="metadata">Strings beside them.</param>
    /// <exception cref="IOException">It cannot be written, or what is there is no regular file; what was there is as it was.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata) =>
        NetworkFile.Save(path, T.Info, All(), metadata);

    /// <summary>Writes the parameters as safetensors.</summary>
    /// <param name="stream">Receives them.</param>
    /// <param name="metadata">Strings beside them.</param>
    public void Save(Stream stream, IReadOnlyDictionary<string, string>? metadata)
    {
        NetworkFile.Write(stream, T.Info, All(), metadata);
        stream.Flush();
    }

    /// <summary>Reads the parameters from safetensors, all or none.</summary>
    /// <param name="stream">What to read, from here on.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="InvalidDataException">The content is damaged or does not fit; nothing has changed.</exception>
    public void Load(Stream stream, string name)
    {
        float[] all = All();
        NetworkFile.Load(stream, name, T.Info, all);
        _memory.CopyFrom(all);
    }

    /// <summary>Reads the parameters from safetensors, all or none.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="InvalidDataException">The file is damaged or does not fit; nothing has changed.</exception>
    public void Load(string path)
    {
        float[] all = All();
        NetworkFile.Load(path, T.Info, all);
        _memory.CopyFrom(all);
    }

    /// <summary>Reads what a file has for one part, and leaves the rest.</summary>
    /// <param name="path">The file to read.</param>
    /// <param name="part">The part's name; empty for the whole network.</param>
    /// <exception cref="InvalidDataException">The file is damaged or has nothing that fits; nothing has changed.</exception>
    public LoadReport Load(string path, string part)
    {
        float[] all = All();
        LoadReport report = NetworkFile.LoadPart(path, T.Info, part, all);
        _memory.CopyFrom(all);
        return report;
    }

    // Most networks are never asked for it.
    private InputGradients<T> Gradients() => LazyInitializer.EnsureInitialized(ref _gradients, static () => new InputGradients<T>());

    private float[] All()
    {
        float[] all = new float[T.Info.ParameterCount];
        _memory.CopyTo(all);
        return all;
    }

    // Numbered in the order of files, so that a parameter's first value does not depend on how the generator lays tensors out.
    private void Initialise(ParameterInfo tensor, ulong seed, ulong ordinal)
    {
        (Distribution distribution, float scale) = tensor.Initial;
        Span<float> parameters = _memory.Slice(tensor.Offset, tensor.Length);
        var walk = new ElementWalk(tensor with { Offset = 0 });
        for (int i = 0; i < tensor.Length; i++, walk.Next())
            parameters[walk.Place] = scale * distribution switch
            {
                Distribution.Uniform => CounterRandom.Signed(seed, ordinal, (ulong)i),
                Distribution.Normal => CounterRandom.Normal(seed, ordinal, (ulong)i),
                _ => 1f,
            };
    }
}

/// <summary>A network's parameters, handed to a network that it is a part of.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PartParameters
{
    internal PartParameters(ParameterMemory memory) => Memory = memory;

    internal ParameterMemory Memory { get; }
}
