using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Operators that compute nothing, and transposes.</summary>
internal static class Shapes
{
    /// <summary>Elements of a shape.</summary>
    public static int Product(int[] extents) => extents.Aggregate(1, static (product, extent) => checked(product * extent));

    /// <summary>The same elements in the same order: whoever needs another shape says so.</summary>
    public static void Same(Node node, NetworkWriter writer) => writer.Give(node, writer.Take(node.Input(0)));

    /// <summary>Nothing, in inference.</summary>
    public static void Dropout(Node node, NetworkWriter writer)
    {
        if (Patterns.Aliases.IsTraining(writer.Graph, node))
            throw new NodeException("it is in training mode; export the model for inference");
        Same(node, writer);
    }

    /// <summary>A transpose; where the batch alone moves, nothing does in a sample.</summary>
    public static void Transpose(Node node, NetworkWriter writer)
    {
        long[] shape = writer.Facts(node).Shape(0);
        int[] order = ShapeRules.Permutation(node, shape.Length);
        if (!shape.Contains(Batch.Number))
            throw new NodeException($"it moves axes of {Batch.Text(shape)}, where the batch is part of an axis; keep it as one of its own");
        (int[] extents, int[] moved) = Merged(shape, order);
        LayerValue x = writer.Take(node.Input(0));
        writer.Give(node, extents.Length < 2 ? x : Permute(writer, writer.Shaped(x, extents, Axes.Open), moved));
    }

    /// <summary>The axes in another order.</summary>
    public static LayerValue Permute(NetworkWriter writer, LayerValue x, int[] order)
    {
        if (order.Length == 2)
            return Swap(writer, x);
        int[] output = [.. order.Select(axis => x.Shape[axis])];
        return order.Length <= 5
            ? writer.Add("Transpose", new Arguments([.. order.Cast<object>()]), x, output, Meaning.Unknown)
            : throw new NodeException($"it moves {order.Length} groups of axes, but at most 5 are expected");
    }

    /// <summary>Rows and columns in each other's place.</summary>
    public static LayerValue Swap(NetworkWriter writer, LayerValue x)
    {
        var meaning = new Meaning
        {
            Axes = x.Meaning.Axes switch { Axes.Channels => Axes.Features, Axes.Features => Axes.Channels, var other => other },
        };
        // Open axes stay open on this side alone; what asks later reshapes.
        if (meaning.Axes == Axes.Open)
            (x.Meaning.Axes, meaning.Axes) = (Axes.Channels, Axes.Features);
        return writer.Add("Transpose", [], x, [x.Shape[1], x.Shape[0]], meaning);
    }

    /// <summary>
    /// The extents of the axes that move, and their order, without the batch and axes of one; axes that stay neighbours are one.
    /// </summary>
    private static (int[] Extents, int[] Order) Merged(long[] shape, int[] order)
    {
        int[] moving = [.. order.Where(axis => shape[axis] != 1 && !Batch.IsIn(shape[axis]))];
        int[] sorted = [.. moving.Order()];
        int[] places = [.. moving.Select(axis => Array.IndexOf(sorted, axis))];
        // Each run of places that follow one another begins a group.
        var groups = new List<(int First, long Extent)>();
        for (int i = 0; i < places.Length; i++)
        {
            if (i > 0 && places[i] == places[i - 1] + 1)
                groups[^1] = (groups[^1].First, checked(groups[^1].Extent * shape[moving[i]]));
            else
                groups.Add((places[i], shape[moving[i]]));
        }

        (int First, long Extent)[] before = [.. groups.OrderBy(static g => g.First)];
        return ([.. before.Select(static g => checked((int)g.Extent))], [.. groups.Select(g => Array.IndexOf(before, g))]);
    }
}
