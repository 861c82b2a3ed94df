namespace Unrolled.Onnx.Saving;

/// <summary>Convolutions over any number of axes, whose weights lie in ONNX as in PyTorch.</summary>
internal static class ConvolutionWriters
{
    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        new("Conv1D", static layer => Write(layer, "Conv")),
        new("Conv2D", static layer => Write(layer, "Conv")),
        new("Conv3D", static layer => Write(layer, "Conv")),
        new("ConvTranspose2D", static layer =>
            Write(layer, "ConvTranspose", ("output_padding", layer.Layer.Integers("OutputPadding")))),
    ];

    private static string Write(SavedLayer layer, string type, params (string, object)[] more)
    {
        LayerDescription told = layer.Layer;
        string[] bias = layer.Find("bias") is null ? [] : [layer.Constant("bias")];
        return layer.Graph.Node(type, [layer.X.Name, layer.Constant("weight"), .. bias],
        [
            ("kernel_shape", told.Integers("Kernel")), ("strides", told.Integers("Stride")), ("dilations", told.Integers("Dilation")),
            ("pads", told.Integers("PaddingBefore").AddRange(told.Integers("PaddingAfter"))), ("group", told.Integer("Groups")), .. more,
        ]);
    }
}
