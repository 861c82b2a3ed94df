using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Layers;

/// <summary>What two axes are: the compiler of networks asks, and refuses a layer that would act on the wrong one.</summary>
internal enum Axes
{
    /// <summary>Nobody has asked yet.</summary>
    Open,

    /// <summary>Channels and length.</summary>
    Channels,

    /// <summary>Steps and features.</summary>
    Features,

    /// <summary>Whatever follows from a layer that moves elements: who asks has the axes named anew.</summary>
    Unknown,
}

/// <summary>What the axes of a value are, shared by all values whose axes mean the same.</summary>
internal sealed class Meaning
{
    public Axes Axes { get; set; }

    public static Meaning Unknown => new() { Axes = Axes.Unknown };
}

/// <summary>The output of a layer, or the network's input.</summary>
/// <param name="Layer">The layer's place; -1 for the input.</param>
/// <param name="Shape">The extents of one sample.</param>
/// <param name="Meaning">What they are, where they are two.</param>
internal sealed record LayerValue(int Layer, int[] Shape, Meaning Meaning)
{
    public int Length => Shape.Aggregate(1, static (product, extent) => checked(product * extent));

    public int Rank => Shape.Length;
}

/// <summary>A layer as it will be written.</summary>
/// <param name="Kind">The attribute's name: <c>Conv2D</c>.</param>
/// <param name="Arguments">Its arguments as C# has them, without names of layers.</param>
/// <param name="Input">What it takes.</param>
/// <param name="Others">What it joins with that.</param>
/// <param name="Output">The extents of its output.</param>
/// <param name="Tensors">Its parameters, by their roles: <c>weight</c>.</param>
/// <param name="Name">The name that it had where the model was made, or null.</param>
internal sealed record LayerLine(
    string Kind, IReadOnlyList<string> Arguments, LayerValue Input, IReadOnlyList<LayerValue> Others, int[] Output,
    IReadOnlyList<(string Role, Tensor Tensor)> Tensors, string? Name);
