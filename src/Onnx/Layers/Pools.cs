using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Pools over windows and over whole channels, and means.</summary>
internal static class Pools
{
    public static void Max(Node node, NetworkWriter writer)
    {
        if (node.Outputs.Length > 1 && node.Outputs[1].Length > 0)
            throw new NodeException("it gives the places of the largest values; only the values can be had");
        Pool(node, writer, "MaxPool");
    }

    public static void Average(Node node, NetworkWriter writer)
    {
        if (node.Integers("dilations") is { } dilations && dilations.Any(static d => d != 1))
            throw new NodeException("its window has dilations, but none are expected");
        Pool(node, writer, "AvgPool");
    }

    public static void GlobalAverage(Node node, NetworkWriter writer)
    {
        int channels = writer.Sample(node.Input(0))[0], places = writer.Take(node.Input(0)).Length / channels;
        writer.Give(node, MeanOf(writer, Places(writer, node.Input(0), channels, places)));
    }

    public static void GlobalMax(Node node, NetworkWriter writer)
    {
        int channels = writer.Sample(node.Input(0))[0], places = writer.Take(node.Input(0)).Length / channels;
        writer.Give(node, writer.Add("GlobalMaxPool2D", [], Places(writer, node.Input(0), channels, places), [channels]));
    }

    /// <summary>A mean over axes that lie together: those in front of them, or behind, become channels.</summary>
    public static void Mean(Node node, NetworkWriter writer)
    {
        long[] shape = writer.Facts(node).Shape(0);
        int[] axes = [.. ShapeRules.ReducedAxes(node, writer.Facts(node)).Where(axis => shape[axis] != 1)];
        LayerValue x = writer.Take(node.Input(0));
        if (axes.Any(axis => Batch.IsIn(shape[axis])))
            throw new NodeException("it takes the mean over the batch; samples must stay apart");
        if (axes.Length == 0)
        {
            writer.Give(node, x);
            return;
        }

        int[] rest = [.. Enumerable.Range(0, shape.Length)
            .Where(axis => shape[axis] != 1 && !Batch.IsIn(shape[axis]) && !axes.Contains(axis))];
        int places = checked((int)Tensor.Count([.. axes.Select(axis => shape[axis])])), channels = x.Length / places;
        if (rest.All(axis => axis < axes[0]))
            x = Places(writer, node.Input(0), channels, places);
        else
        {
            Reductions.Of("Mean")(node, writer);
            return;
        }

        writer.Give(node, MeanOf(writer, x));
    }

    private static LayerValue MeanOf(NetworkWriter writer, LayerValue x) => writer.Add("GlobalAvgPool2D", [], x, [x.Shape[0]]);

    /// <summary>A value as channels of an image: as it is, or with all places in a column.</summary>
    private static LayerValue Places(NetworkWriter writer, string name, int channels, int places)
    {
        LayerValue x = writer.Take(name);
        return x.Rank == 3 && x.Shape[0] == channels ? x : writer.Take(name, [channels, places, 1]);
    }

    private static void Pool(Node node, NetworkWriter writer, string kind)
    {
        long[] shape = writer.Facts(node).Shape(0);
        Windows windows = Windows.Of(node, shape, Kernel(node));
        WindowNames names = WindowNames.Of(windows.Kernel.Length);
        bool hangsOver = windows.Overhangs(shape);
        Arguments arguments = new Arguments(windows.Kernel[0]);
        for (int axis = 1; axis < windows.Kernel.Length; axis++)
            arguments.Set("Size" + names.Axes[axis], windows.Kernel[axis], windows.Kernel[0]);
        if (!windows.Strides.SequenceEqual(windows.Kernel))
            arguments.Set("Stride", names.Axes, windows.Strides, 0);
        arguments.SetPadding(names, windows.Before, windows.After).Set("Dilation", names.Axes, windows.Dilations, 1)
            .Set("CeilMode", hangsOver, false);
        bool isPadded = hangsOver || windows.Before.Concat(windows.After).Any(static p => p > 0);
        if (kind == "AvgPool" && isPadded)
            arguments.Set("CountIncludePad", node.Integer("count_include_pad", 0) != 0, true);
        LayerValue x = writer.Channels(node.Input(0));
        int[] output = [x.Shape[0], .. windows.Outputs.Select(static o => checked((int)o))];
        writer.Give(node, writer.Add(kind + names.Suffix, arguments, x, output, x.Meaning));
    }

    private static long[] Kernel(Node node) =>
        node.Integers("kernel_shape") ?? throw new NodeException("it has no kernel_shape; the file is damaged");
}
