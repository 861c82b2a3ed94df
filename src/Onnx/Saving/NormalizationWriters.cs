namespace Unrolled.Onnx.Saving;

/// <summary>Normalisations, batch normalisation by its running statistics.</summary>
internal static class NormalizationWriters
{
    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        new("BatchNorm", Batch), new("LayerNorm", Layer), new("RMSNorm", RootMeanSquare), new("GroupNorm", Group),
        new("InstanceNorm", Instance), new("LocalResponseNorm", LocalResponse),
    ];

    private static string Batch(SavedLayer layer)
    {
        bool last = layer.Layer.Integer("Axis") > 0;
        // The operator wants channels behind the batch.
        string x = last ? Turned(layer.X.Name) : layer.X.Name;
        string bias = layer.Find("bias") is null ? layer.Graph.Filled(layer.Tensor("weight").Values.Length, 0) : layer.Constant("bias");
        string[] tensors = [layer.Constant("weight"), bias, layer.Constant("running_mean"), layer.Constant("running_var")];
        string y = layer.Graph.Node("BatchNormalization", [x, .. tensors], Epsilon(layer));
        return last ? Turned(y) : y;

        string Turned(string value) => layer.Graph.Node("Transpose", [value], ("perm", new[] { 0, 2, 1 }));
    }

    private static string Layer(SavedLayer layer)
    {
        string scale = layer.Find("weight") is null ? layer.Graph.Filled(layer.X.Shape[^1], 1) : layer.Constant("weight");
        string[] bias = layer.Find("bias") is null ? [] : [layer.Constant("bias")];
        return layer.Graph.Node("LayerNormalization", [layer.X.Name, scale, .. bias], ("axis", -1), Epsilon(layer));
    }

    private static string RootMeanSquare(SavedLayer layer)
    {
        (SavedGraph graph, string x) = (layer.Graph, layer.X.Name);
        string mean = graph.Node("ReduceMean", [graph.Node("Mul", [x, x])], ("axes", new[] { -1 }), ("keepdims", 1));
        string root = graph.Node("Sqrt", [graph.Node("Add", [mean, graph.Number(layer.Layer.Number("Epsilon"))])]);
        return Affine(layer, graph.Node("Div", [x, root]));
    }

    /// <summary>Groups as the channels of an instance normalisation: the operator came with opset 18.</summary>
    private static string Group(SavedLayer layer)
    {
        int groups = layer.Layer.Integers("Rows")[0];
        string rows = layer.Reshape(layer.X.Name, layer.Layer.Integers("Rows"));
        string[] tensors = [layer.Graph.Filled(groups, 1), layer.Graph.Filled(groups, 0)];
        string normal = layer.Graph.Node("InstanceNormalization", [rows, .. tensors], Epsilon(layer));
        return Affine(layer, layer.Reshape(normal, layer.X.Shape));
    }

    private static string Instance(SavedLayer layer)
    {
        int channels = layer.X.Shape[0];
        string Role(string role, float otherwise) =>
            layer.Find(role) is null ? layer.Graph.Filled(channels, otherwise) : layer.Constant(role);
        return layer.Graph.Node("InstanceNormalization", [layer.X.Name, Role("weight", 1), Role("bias", 0)], Epsilon(layer));
    }

    /// <summary>
    /// <c>x·(k + α·m)^-β</c> with the mean m of the squares around each element, by a pool over channels: an even number of them has
    /// its middle elsewhere than the operator's.
    /// </summary>
    private static string LocalResponse(SavedLayer layer)
    {
        (SavedGraph graph, LayerDescription told, string x) = (layer.Graph, layer.Layer, layer.X.Name);
        int size = told.Integer("Size"), channels = layer.X.Shape[0], before = size / 2, after = size - 1 - before;
        string squares = layer.Reshape(graph.Node("Mul", [x, x]), [1, channels, layer.X.Length / channels]);
        string padded = graph.Node("Pad", [squares, graph.Integers(0, 0, before, 0, 0, 0, after, 0)]);
        string means = graph.Node("AveragePool", [padded], ("kernel_shape", new[] { size, 1 }), ("strides", new[] { 1, 1 }));
        string scaled = graph.Node("Mul", [layer.Reshape(means, layer.X.Shape), graph.Number(told.Number("Alpha"))]);
        string sum = graph.Node("Add", [scaled, graph.Number(told.Number("K"))]);
        return graph.Node("Div", [x, graph.Node("Pow", [sum, graph.Number(told.Number("Beta"))])]);
    }

    /// <summary>Scale and shift, as far as the layer has them.</summary>
    private static string Affine(SavedLayer layer, string normal)
    {
        int axis = layer.Layer.Integer("Axis");
        if (layer.Find("weight") is not null)
            normal = layer.Graph.Node("Mul", [normal, layer.Along("weight", axis)]);
        return layer.Find("bias") is null ? normal : layer.Graph.Node("Add", [normal, layer.Along("bias", axis)]);
    }

    private static (string, object) Epsilon(SavedLayer layer) => ("epsilon", layer.Layer.Number("Epsilon"));
}
