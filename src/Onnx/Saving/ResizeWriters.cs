namespace Unrolled.Onnx.Saving;

/// <summary>Images made larger, and channels that become places.</summary>
internal static class ResizeWriters
{
    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        new("Upsample", Upsample),
        new("PixelShuffle", static layer => layer.Map("DepthToSpace", ("blocksize", layer.Layer.Integer("Factor")), ("mode", "CRD"))),
        new("PixelUnshuffle", Unshuffle),
    ];

    private static string Upsample(SavedLayer layer)
    {
        LayerDescription told = layer.Layer;
        float[] factors = [1, 1, .. told.Integers("Factor").Select(static factor => (float)factor)];
        bool isLinear = told.Member("Mode") == "Linear";
        string places = !isLinear ? "asymmetric" : told.Flag("AlignCorners") ? "align_corners" : "half_pixel";
        return layer.Graph.Node("Resize", [layer.X.Name, "", layer.Graph.Floats([factors.Length], factors)],
            ("mode", isLinear ? "linear" : "nearest"), ("coordinate_transformation_mode", places), ("nearest_mode", "floor"));
    }

    /// <summary>The operator for it, SpaceToDepth, knows one order of channels alone, and that is another one.</summary>
    private static string Unshuffle(SavedLayer layer)
    {
        int factor = layer.Layer.Integer("Factor"), channels = layer.X.Shape[0];
        int[] places = [channels, layer.X.Shape[1] / factor, factor, layer.X.Shape[2] / factor, factor];
        string turned = layer.Graph.Node("Transpose", [layer.Reshape(layer.X.Name, places)], ("perm", new[] { 0, 1, 3, 5, 2, 4 }));
        return layer.Reshape(turned, layer.Layer.Output);
    }
}
