using System.Collections.Immutable;

namespace Unrolled.Onnx.Saving;

/// <summary>The same elements in another shape or order, more of them or fewer.</summary>
internal static class ShapeWriters
{
    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        new("Flatten", static layer => layer.Map("Flatten", ("axis", 1))),
        new("Reshape", static layer => layer.Reshape(layer.X.Name, layer.Layer.Output)),
        new("Transpose", static layer =>
            layer.Map("Transpose", ("perm", layer.Layer.Integers("Order").Select(static axis => axis + 1).Prepend(0).ToArray()))),
        new("Slice", Slice), new("Pad", Pad),
    ];

    private static string Slice(SavedLayer layer)
    {
        LayerDescription told = layer.Layer;
        int axis = told.Integer("Axis"), start = told.Integer("Start"), step = told.Integer("Step");
        long end = start + (long)told.Output[axis] * step;
        return Cut(layer.Graph, layer.X.Name, axis, start, end, step);
    }

    private static string Cut(SavedGraph graph, string x, int axis, long start, long end, long step)
    {
        // An end before the first element is one far before it: small negative ones count from the last.
        long before = end < 0 ? int.MinValue : end;
        return graph.Node("Slice", [x, graph.Integers(start), graph.Integers(before), graph.Integers(axis + 1), graph.Integers(step)]);
    }

    private static string Pad(SavedLayer layer)
    {
        LayerDescription told = layer.Layer;
        ImmutableArray<int> before = told.Integers("Before"), after = told.Integers("After");
        if (told.Member("Mode") == "Wrap")
            return Enumerable.Range(0, layer.X.Rank).Aggregate(layer.X.Name, (x, axis) => Wrapped(layer, x, axis));
        long[] pads = [0, .. before.Select(static e => (long)e), 0, .. after.Select(static e => (long)e)];
        string[] value = told.Member("Mode") == "Constant" ? [layer.Graph.Number(told.Number("Value"))] : [];
        return layer.Graph.Node(
            "Pad", [layer.X.Name, layer.Graph.Integers(pads), .. value], ("mode", told.Member("Mode").ToLowerInvariant()));
    }

    /// <summary>The axis with its own end in front and its own beginning behind: the mode came with opset 19.</summary>
    private static string Wrapped(SavedLayer layer, string x, int axis)
    {
        int before = layer.Layer.Integers("Before")[axis], after = layer.Layer.Integers("After")[axis], extent = layer.X.Shape[axis];
        if (before == 0 && after == 0)
            return x;
        string[] front = before == 0 ? [] : [Cut(layer.Graph, x, axis, extent - before, extent, 1)];
        string[] back = after == 0 ? [] : [Cut(layer.Graph, x, axis, 0, after, 1)];
        return layer.Graph.Node("Concat", [.. front, x, .. back], ("axis", axis + 1));
    }
}
