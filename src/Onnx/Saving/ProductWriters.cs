namespace Unrolled.Onnx.Saving;

/// <summary>Dense layers and tables.</summary>
internal static class ProductWriters
{
    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        new("Dense", Dense),
        new("Embedding", static layer => layer.Graph.Node("Gather", [layer.Constant("weight"), layer.X.Name])),
    ];

    private static string Dense(SavedLayer layer)
    {
        string[] bias = layer.Find("bias") is null ? [] : [layer.Constant("bias")];
        if (layer.X.Rank == 1)
            return layer.Graph.Node("Gemm", [layer.X.Name, layer.Constant("weight"), .. bias], ("transB", 1));
        // Gemm takes two axes; a product of more has the inputs of the weights first.
        string product = layer.Graph.Node("MatMul", [layer.X.Name, layer.Graph.Tensor(layer.Tensor("weight").Transposed())]);
        return bias.Length == 0 ? product : layer.Graph.Node("Add", [product, .. bias]);
    }
}
