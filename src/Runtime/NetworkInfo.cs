using System.Collections.Immutable;

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

    /// <summary>The tensors of parameters, in the order of their offsets.</summary>
    public required ImmutableArray<ParameterInfo> Parameters { get; init; }

    /// <summary>The instructions that run on this machine.</summary>
    public required Body Body { get; init; }

    /// <summary>Floats in one input sample.</summary>
    public int InputLength => Product(Input);

    /// <summary>Floats in one output sample.</summary>
    public int OutputLength => Product(Output);

    /// <summary>Floats in all parameters together.</summary>
    public int ParameterCount => Parameters.Sum(p => p.Length);

    /// <summary>Multiply-adds of one forward pass over one sample.</summary>
    public long MultiplyAdds => Layers.Sum(l => l.MultiplyAdds);

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
/// <param name="Parameters">How many floats it learns.</param>
/// <param name="MultiplyAdds">Multiply-adds of its forward pass over one sample.</param>
public sealed record LayerInfo(string Name, string Declaration, ImmutableArray<int> Output, int Parameters, long MultiplyAdds);

/// <summary>One tensor of parameters and where it lies in <c>Parameters</c>.</summary>
/// <param name="Name">Its name in files, PyTorch's: <c>conv2d1.weight</c>.</param>
/// <param name="Shape">Its shape in files, PyTorch's: <c>[out, in]</c> for a dense layer.</param>
/// <param name="Strides">How many floats lie between neighbours along each axis of <paramref name="Shape"/> inside <c>Parameters</c>.</param>
/// <param name="Offset">Where its first element lies in <c>Parameters</c>.</param>
/// <param name="FanIn">How many inputs feed one output; the initialisation's bound is <c>1/√FanIn</c>.</param>
public sealed record ParameterInfo(string Name, ImmutableArray<int> Shape, ImmutableArray<int> Strides, int Offset, int FanIn)
{
    /// <summary>Floats in this tensor.</summary>
    public int Length { get; } = Shape.Aggregate(1, (product, extent) => product * extent);
}
