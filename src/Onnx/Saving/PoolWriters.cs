using System.Collections.Immutable;

namespace Unrolled.Onnx.Saving;

/// <summary>Pools over windows, and what is made of whole axes.</summary>
internal static class PoolWriters
{
    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        new("MaxPool1D", Largest), new("MaxPool2D", Largest), new("MaxPool3D", Largest),
        new("AvgPool1D", Mean), new("AvgPool2D", Mean), new("AvgPool3D", Mean),
        new("GlobalAvgPool1D", static layer => Global(layer, "GlobalAveragePool")),
        new("GlobalAvgPool2D", static layer => Global(layer, "GlobalAveragePool")),
        new("GlobalMaxPool1D", static layer => Global(layer, "GlobalMaxPool")),
        new("GlobalMaxPool2D", static layer => Global(layer, "GlobalMaxPool")),
        new("Mean", static layer => Over(layer, "ReduceMean")), new("Max", static layer => Over(layer, "ReduceMax")),
        new("Min", static layer => Over(layer, "ReduceMin")), new("Sum", Sum),
    ];

    private static string Largest(SavedLayer layer)
    {
        (ImmutableArray<int> before, ImmutableArray<int> after) = (layer.Layer.Integers("PaddingBefore"), Behind(layer));
        // Padding as wide as the kernel, which a dilated one can have, is none that runtimes take.
        bool wide = layer.Layer.Integers("Kernel").Where((taps, axis) => before[axis] >= taps || after[axis] >= taps).Any();
        string x = wide ? Padded(layer, before, after, float.NegativeInfinity) : layer.X.Name;
        ImmutableArray<int> pads = wide ? None(before.AddRange(after)) : before.AddRange(after);
        return layer.Graph.Node("MaxPool", [x], [.. Windows(layer), ("pads", pads), ("dilations", layer.Layer.Integers("Dilation"))]);
    }

    /// <summary>
    /// Padding that was asked for counts where the layer says so, what rounding up adds behind it never does: where both are there, the
    /// first is made of zeros.
    /// </summary>
    private static string Mean(SavedLayer layer)
    {
        (ImmutableArray<int> before, ImmutableArray<int> asked) =
            (layer.Layer.Integers("PaddingBefore"), layer.Layer.Integers("PaddingAfter"));
        ImmutableArray<int> after = Behind(layer);
        bool counts = layer.Layer.Flag("CountIncludePad");
        bool overhangs = counts && after.Where((extent, axis) => extent > asked[axis]).Any();
        if (!overhangs)
            return Pool(layer.X.Name, before.AddRange(after), counts);
        ImmutableArray<int> rest = [.. after.Select((extent, axis) => Math.Max(0, extent - asked[axis]))];
        return Pool(Padded(layer, before, asked, 0), None(before).AddRange(rest), false);

        string Pool(string x, ImmutableArray<int> pads, bool counted) =>
            layer.Graph.Node("AveragePool", [x], [.. Windows(layer), ("pads", pads), ("count_include_pad", counted)]);
    }

    private static (string, object)[] Windows(SavedLayer layer) =>
        [("kernel_shape", layer.Layer.Integers("Kernel")), ("strides", layer.Layer.Integers("Stride"))];

    /// <summary>
    /// The padding behind each axis that gives as many windows as the layer has, rounded down: what was asked for, or what the last window
    /// needs.
    /// </summary>
    private static ImmutableArray<int> Behind(SavedLayer layer)
    {
        LayerDescription told = layer.Layer;
        ImmutableArray<int> kernel = told.Integers("Kernel"), stride = told.Integers("Stride"), dilation = told.Integers("Dilation");
        int Of(int axis)
        {
            int reach = dilation[axis] * (kernel[axis] - 1) + 1, last = (told.Output[axis + 1] - 1) * stride[axis];
            int asked = told.Integers("PaddingAfter")[axis], room = layer.X.Shape[axis + 1] + told.Integers("PaddingBefore")[axis];
            bool fits = (room + asked - reach) / stride[axis] * stride[axis] == last;
            return fits ? asked : Math.Max(0, last + reach - room);
        }

        return [.. Enumerable.Range(0, kernel.Length).Select(Of)];
    }

    private static string Padded(SavedLayer layer, ImmutableArray<int> before, ImmutableArray<int> after, float value)
    {
        long[] pads = [0, 0, .. before.Select(static e => (long)e), 0, 0, .. after.Select(static e => (long)e)];
        return layer.Graph.Node("Pad", [layer.X.Name, layer.Graph.Integers(pads), layer.Graph.Number(value)]);
    }

    private static ImmutableArray<int> None(ImmutableArray<int> pads) => [.. pads.Select(static _ => 0)];

    private static string Global(SavedLayer layer, string type) => layer.Graph.Node("Flatten", [layer.Map(type)], ("axis", 1));

    private static string Over(SavedLayer layer, string type) =>
        Kept(layer, layer.Map(type, ("axes", Axes(layer)), ("keepdims", layer.Layer.Flag("KeepDimensions"))));

    private static string Sum(SavedLayer layer)
    {
        string axes = layer.Graph.Integers([.. Axes(layer).Select(static axis => (long)axis)]);
        return Kept(layer, layer.Graph.Node("ReduceSum", [layer.X.Name, axes], ("keepdims", layer.Layer.Flag("KeepDimensions"))));
    }

    /// <summary>The axes behind the batch.</summary>
    private static IEnumerable<int> Axes(SavedLayer layer) => [.. layer.Layer.Integers("Axes").Select(static axis => axis + 1)];

    /// <summary>Where no axis is left, one of a single element is.</summary>
    private static string Kept(SavedLayer layer, string value)
    {
        bool isNothingLeft = !layer.Layer.Flag("KeepDimensions") && layer.Layer.Integers("Axes").Length == layer.X.Rank;
        return isNothingLeft ? layer.Reshape(value, layer.Layer.Output) : value;
    }
}
