using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Unrolled;

/// <summary>What the generator knows about a network: layers, shapes, parameters and their places in <c>Parameters</c>.</summary>
public sealed record NetworkInfo
{
    /// <summary>The network's class name.</summary>
    public required string Name { get; init; }

    /// <summary>The shape of one input sample, without the batch: <c>[1, 28, 28]</c>.</summary>
    public required ImmutableArray<int> Input { get; init; }

    /// <summary>The shape of one output sample, without the batch.</summary>
    public required ImmutableArray<int> Output { get; init; }

    /// <summary>The layers in order, the loss last.</summary>
    public required ImmutableArray<LayerInfo> Layers { get; init; }

    /// <summary>The tensors of parameters, in the order of the layers.</summary>
    public required ImmutableArray<ParameterInfo> Parameters { get; init; }

    /// <summary>The parts that are networks themselves, in the order of their parameters, which lie behind the network's own.</summary>
    public ImmutableArray<PartInfo> Parts { get; init; } = [];

    /// <summary>
    /// Names of whole numbers that PyTorch's files hold beside the parameters, such as
    /// <c>batchnorm1.num_batches_tracked</c>. Nothing here needs them: they are written as 0 and skipped when read.
    /// </summary>
    public ImmutableArray<string> Counters { get; init; } = [];

    /// <summary>The instructions that run on this machine.</summary>
    public required Body Body { get; init; }

    /// <summary>For generated code: makes <see cref="Plan"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never), JsonIgnore]
    public Func<string>? DescribePlan { private get; init; }

    /// <summary>
    /// How the generated code is cut for this machine: memory of each program, groups of samples in a chunk and slots
    /// for gradients by the batch's size, and each kernel with its tile of outputs and its multiply-adds.
    /// </summary>
    public string Plan => DescribePlan?.Invoke() ?? "";

    /// <summary>For the runtime: <see cref="Inference"/> as text.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public string InferenceText { get; init; } = "";

    /// <summary>
    /// The layers of inference in an order in which each takes what is there, with parts and repetitions resolved and all arguments: what
    /// the network is written into other formats from. The last one's output is the network's. Each call reads them anew. JSON has
    /// <see cref="InferenceText"/> instead, from which they come back.
    /// </summary>
    [JsonIgnore]
    public ImmutableArray<LayerDescription> Inference => LayerDescriptionText.Read(InferenceText);

    /// <summary>Floats in one input sample.</summary>
    public int InputLength => Product(Input);

    /// <summary>Floats in one output sample.</summary>
    public int OutputLength => Product(Output);

    /// <summary>Floats in all parameters together.</summary>
    public int ParameterCount => Parameters.Sum(p => p.Length);

    /// <summary>Multiply-adds of one forward pass over one sample.</summary>
    public long MultiplyAdds => Layers.Sum(l => l.MultiplyAdds);

    /// <summary>
    /// Multiply-adds of one backward pass over one sample: nothing that is frozen or leads to nothing learned is among
    /// them.
    /// </summary>
    public long BackwardMultiplyAdds { get; init; }

    /// <summary>Bytes of the parameters.</summary>
    public long Bytes => sizeof(float) * (long)ParameterCount;

    /// <summary>The network as a table: a row a layer, with its output shape, parameters and multiply-adds.</summary>
    public override string ToString() => InfoTable.Format(this);

    private static int Product(ImmutableArray<int> shape)
    {
        int product = 1;
        foreach (int extent in shape)
            product *= extent;
        return product;
    }
}

/// <summary>One layer of a network.</summary>
/// <param name="Name">The layer's name, as in its parameters' names: <c>conv2d1</c>.</param>
/// <param name="Declaration">The attribute with its arguments, without the name: <c>Conv2D(6, 5)</c>.</param>
/// <param name="Output">The shape of its output for one sample.</param>
/// <param name="Parameters">How many floats it has, statistics included.</param>
/// <param name="MultiplyAdds">Multiply-adds of its forward pass over one sample.</param>
public sealed record LayerInfo(string Name, string Declaration, ImmutableArray<int> Output, int Parameters, long MultiplyAdds)
{
    /// <summary>
    /// <see cref="ConvolutionAlgorithm.Winograd"/> where the forward pass of the layer, or of one that it consists of, is worked off so;
    /// <see cref="MultiplyAdds"/> are those of the plain sum all the same.
    /// </summary>
    public ConvolutionAlgorithm Algorithm { get; init; } = ConvolutionAlgorithm.Direct;
}

/// <summary>A part of a network that is a network itself: its parameters lie together, as it lays them out alone.</summary>
/// <param name="Name">The part's name: <c>backbone1</c>.</param>
/// <param name="Offset">Where its parameters begin.</param>
/// <param name="Length">How many there are.</param>
public sealed record PartInfo(string Name, int Offset, int Length);

/// <summary>One tensor of parameters and where it lies in <c>Parameters</c>.</summary>
/// <param name="Name">Its name in files, PyTorch's: <c>conv2d1.weight</c>.</param>
/// <param name="Shape">Its shape in files, PyTorch's: <c>[out, in]</c> for a dense layer.</param>
/// <param name="Strides">
/// How many floats lie between neighbours along each axis of <paramref name="Shape"/> inside <c>Parameters</c>.
/// </param>
/// <param name="Offset">Where its first element lies in <c>Parameters</c>.</param>
/// <param name="Initial">What a new network's elements are.</param>
public sealed record ParameterInfo(string Name, ImmutableArray<int> Shape, ImmutableArray<int> Strides, int Offset, Initial Initial)
{
    /// <summary>Floats in this tensor.</summary>
    public int Length { get; } = Shape.Aggregate(1, (product, extent) => product * extent);

    /// <summary>Whether training changes it by its gradient. Frozen tensors and statistics are not learned.</summary>
    public bool Learned { get; init; } = true;

    /// <summary>What multiplies its signs in what is added to its gradient: the strength of L1 regularisation.</summary>
    public float L1 { get; init; }

    /// <summary>What multiplies its elements in what is added to its gradient: the strength of L2 regularisation.</summary>
    public float L2 { get; init; }

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"ParameterInfo {{ Name = {Name}, Shape = [{string.Join(", ", Shape)}], Offset = {Offset}, " +
        $"Initial = {Initial}, Learned = {Learned}, L1 = {L1}, L2 = {L2} }}";
}

/// <summary>What a new tensor's elements are drawn from.</summary>
/// <param name="Distribution">The kind.</param>
/// <param name="Scale">
/// The bound of <see cref="Distribution.Uniform"/>, the standard deviation of <see cref="Distribution.Normal"/>, the
/// value of <see cref="Distribution.Constant"/>.
/// </param>
public readonly record struct Initial(Distribution Distribution, float Scale)
{
    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() => $"Initial {{ Distribution = {Distribution}, Scale = {Scale} }}";
}

/// <summary>Kinds of random numbers, all around 0.</summary>
public enum Distribution
{
    /// <summary>All elements are the same.</summary>
    Constant,

    /// <summary>Evenly spread from -bound to bound.</summary>
    Uniform,

    /// <summary>The normal distribution.</summary>
    Normal,
}
