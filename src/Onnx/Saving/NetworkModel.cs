using System.Collections.Immutable;
using Unrolled.Onnx.Protocol;

namespace Unrolled.Onnx.Saving;

/// <summary>A network as a model: its layers in order, each by its writer.</summary>
internal static class NetworkModel
{
    /// <summary>The most bytes of parameters; a message of protobuf ends at 2³¹.</summary>
    private const long MostBytes = 2_000_000_000;

    /// <exception cref="NotSupportedException">A layer has no writer, or there are too many parameters.</exception>
    public static ModelProto Of(NetworkInfo info, ReadOnlySpan<float> parameters, SaveOptions options)
    {
        if (info.Bytes > MostBytes)
        {
            throw new NotSupportedException(
                $"{info.Name} has {info.Bytes:#,0} bytes of parameters, but a model in one file holds {MostBytes:#,0}; "
                + "save the network as safetensors");
        }

        var tensors = new Dictionary<string, SavedTensor>();
        foreach (ParameterInfo parameter in info.Parameters)
            tensors.Add(parameter.Name, SavedTensor.Of(parameter, parameters));
        ImmutableArray<LayerDescription> layers = options.FoldsNorms ? NormFolding.Apply(info.Inference, tensors) : info.Inference;
        var graph = new SavedGraph(info.Name);
        var values = new Dictionary<string, SavedValue> { [""] = new(SavedGraph.Input, info.Input) };
        string last = "";
        foreach (LayerDescription layer in layers)
        {
            graph.Scope = layer.Name;
            SavedTensor[] own = [.. layer.Parameters.Select(name => tensors[name])];
            var saved = new SavedLayer(graph, layer, [.. layer.Inputs.Select(name => values[name])], own);
            values[layer.Name] = new(WriterTable.Find(layer)(saved), layer.Output);
            last = layer.Name;
        }

        bool takesTokens = layers.Any(static layer => layer.Kind == "Embedding" && layer.Inputs[0].Length == 0);
        return graph.ToModel(info, values[last].Name, takesTokens);
    }
}

/// <summary>A value of the model.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Shape">Its shape without the batch.</param>
internal sealed record SavedValue(string Name, ImmutableArray<int> Shape)
{
    public int Rank => Shape.Length;

    public int Length => Shape.Aggregate(1, static (product, extent) => product * extent);
}
