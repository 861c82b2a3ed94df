using System.Collections.Immutable;
using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Writing;

namespace Unrolled.Onnx;

/// <summary>A model that became a network: a class's source, and its weights.</summary>
public sealed class ImportedNetwork
{
    internal const string WeightsExtension = ".safetensors";

    private readonly IReadOnlyList<(string Name, Tensor Tensor)> _tensors;

    internal ImportedNetwork(IReadOnlyList<(string Name, Tensor Tensor)> tensors) => _tensors = tensors;

    /// <summary>The class's name.</summary>
    public required string ClassName { get; init; }

    /// <summary>The class, as a C# file.</summary>
    public required string Source { get; init; }

    /// <summary>Who made the model, and its operators' version.</summary>
    public required string Origin { get; init; }

    /// <summary>The extents of one input sample.</summary>
    public required ImmutableArray<int> Input { get; init; }

    /// <summary>The layers in order.</summary>
    public required ImmutableArray<ImportedLayer> Layers { get; init; }

    /// <summary>Floats of all layers' parameters.</summary>
    public long ParameterCount => Layers.Sum(static layer => layer.Parameters);

    /// <summary>Writes the weights as safetensors, by the names and in the layouts that the class takes.</summary>
    /// <param name="output">Receives the file's content; it stays open.</param>
    public void WriteWeights(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        WeightFile.Write(output, _tensors);
    }

    /// <summary>Writes <c>NAME.cs</c> and <c>NAME.safetensors</c>, over those that are there.</summary>
    /// <param name="directory">Where they go; it is made if it is not there.</param>
    /// <returns>The two paths.</returns>
    public (string Source, string Weights) Save(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Directory.CreateDirectory(directory);
        string source = Path.Combine(directory, ClassName + ".cs"), weights = Path.Combine(directory, ClassName + WeightsExtension);
        using (FileStream file = File.Create(weights))
            WriteWeights(file);
        File.WriteAllText(source, Source);
        return (source, weights);
    }
}

/// <summary>A layer of an imported network.</summary>
/// <param name="Name">Its name in files and where other layers refer to it.</param>
/// <param name="Declaration">The attribute, as it was written.</param>
/// <param name="Output">The extents of its output for one sample.</param>
/// <param name="Parameters">Floats of its parameters.</param>
public sealed record ImportedLayer(string Name, string Declaration, ImmutableArray<int> Output, long Parameters);
