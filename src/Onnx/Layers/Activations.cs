using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Functions of one value.</summary>
internal static class Activations
{
    /// <summary>A function without arguments.</summary>
    public static LayerRule Plain(string kind) => (node, writer) => Give(node, writer, kind, []);

    /// <summary>A function whose only argument is an attribute of the node.</summary>
    public static LayerRule Number(string kind, string attribute, double usual) =>
        (node, writer) =>
        {
            double value = node.Number(attribute, usual);
            Give(node, writer, kind, (float)value == (float)usual ? [] : new Arguments(value));
        };

    public static void Gelu(Node node, NetworkWriter writer)
    {
        string form = node.Text("approximate", "none");
        if (form != "none")
            throw new NodeException($"approximate is {form}, but none is expected; export it with GELU's own form");
        Give(node, writer, "GELU", []);
    }

    public static void Swish(Node node, NetworkWriter writer)
    {
        if (node.Number("alpha", 1) != 1)
            throw new NodeException($"alpha is {node.Number("alpha", 1)}, but 1 is expected; scale the value before and behind it");
        Give(node, writer, "SiLU", []);
    }

    /// <summary>A function along an axis, which is the last one of the layer.</summary>
    public static LayerRule AlongAxis(string kind) => (node, writer) =>
    {
        long[] shape = writer.Facts(node).Shape(0);
        bool flattens = node.Has("flattens");
        int axis = Facts.Axis(node.Integer("axis", flattens ? 1 : -1), shape.Length);
        if (shape.Skip(axis).Take(flattens ? int.MaxValue : 1).Any(Batch.IsIn))
            throw new NodeException("it acts along the batch; samples must stay apart");
        long inner = Tensor.Count(shape[(axis + 1)..]);
        if (flattens || inner == 1)
        {
            LayerValue rows = writer.Rows(node.Input(0), checked((int)(flattens ? Tensor.Count(shape[axis..]) : shape[axis])));
            writer.Give(node, writer.Add(kind, [], rows));
            return;
        }

        // The axis becomes the last one and returns to its place.
        int extent = (int)shape[axis], outer = writer.Take(node.Input(0)).Length / (extent * (int)inner);
        if (outer != 1)
            throw new NodeException(
                $"it acts along axis {axis} of {Batch.Text(shape)}, with axes on both sides; transpose it to the last one");
        LayerValue last = Shapes.Swap(writer, writer.Take(node.Input(0), [extent, (int)inner]));
        writer.Give(node, Shapes.Swap(writer, writer.Add(kind, [], writer.Shaped(last, last.Shape, Axes.Features))));
    };

    /// <summary>The bounds that there are layers for.</summary>
    public static void Clip(Node node, NetworkWriter writer)
    {
        Facts facts = writer.Facts(node);
        double least = facts.Has(1) ? facts.Known(1, "bounds")[0] : double.NegativeInfinity;
        double most = facts.Has(2) ? facts.Known(2, "bounds")[0] : double.PositiveInfinity;
        if (least != 0 || most < float.MaxValue)
            throw new NodeException($"it keeps values in {least} to {most}, but 0 and no upper bound are expected; use a ReLU");
        Give(node, writer, "ReLU", []);
    }

    private static void Give(Node node, NetworkWriter writer, string kind, Arguments arguments) =>
        writer.Give(node, writer.Add(kind, arguments, writer.Take(node.Input(0))));
}
