using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Convolutions over length, images and volumes.</summary>
internal static class Convolutions
{
    public static void Conv(Node node, NetworkWriter writer)
    {
        Tensor weight = writer.Facts(node).Known(1, "weights");
        long[] shape = writer.Facts(node).Shape(0);
        Windows windows = Windows.Of(node, shape, weight.Extents[2..]);
        int filters = CheckedChannels(node, shape, weight.Extents[1] * node.Integer("group", 1), weight.Extents[0]);
        WindowNames names = WindowNames.Of(windows.Kernel.Length);
        Arguments arguments = Kernel(filters, windows.Kernel)
            .Set("Stride", names.Axes, windows.Strides, 1)
            .SetPadding(names, windows.Before, windows.After)
            .Set("Dilation", names.Axes, windows.Dilations, 1)
            .Set("Groups", node.Integer("group", 1), 1);
        int[] output = [filters, .. windows.Outputs.Select(static o => checked((int)o))];
        Give(node, writer, "Conv" + names.Suffix, arguments, output, weight, filters);
    }

    public static void ConvTranspose(Node node, NetworkWriter writer)
    {
        Tensor weight = writer.Facts(node).Known(1, "weights");
        long[] shape = writer.Facts(node).Shape(0);
        TransposedWindows windows = TransposedWindows.Of(node, shape, weight.Extents);
        int filters = CheckedChannels(node, shape, weight.Extents[0], weight.Extents[1] * node.Integer("group", 1));
        int[] output = [filters, .. windows.Outputs.Select(static o => checked((int)o))];
        LayerValue x = writer.Channels(node.Input(0));
        if (windows.Kernel.Length > 2)
            throw new NodeException($"its window has {windows.Kernel.Length} axes, but a length, or height and width, are expected");
        // A length is an image of one row.
        if (windows.Kernel.Length == 1)
        {
            windows = windows with
            {
                Kernel = [1, .. windows.Kernel],
                Strides = [1, .. windows.Strides],
                Dilations = [1, .. windows.Dilations],
                Before = [0, .. windows.Before],
                After = [0, .. windows.After],
                More = [0, .. windows.More],
            };
            weight = weight.As([.. weight.Extents[..2], 1, weight.Extents[2]]);
            output = [filters, 1, output[1]];
            x = writer.Shaped(x, [x.Shape[0], 1, x.Shape[1]], Layers.Axes.Channels);
        }

        Arguments arguments = Kernel(filters, windows.Kernel)
            .Set("Stride", WindowNames.Image.Axes, windows.Strides, 1)
            .SetPadding(WindowNames.Image, windows.Before, windows.After)
            .Set("OutputPadding", WindowNames.Image.Axes, windows.More, 0)
            .Set("Dilation", WindowNames.Image.Axes, windows.Dilations, 1)
            .Set("Groups", node.Integer("group", 1), 1);
        Give(node, writer, "ConvTranspose2D", arguments, output, weight, filters, x);
    }

    private static Arguments Kernel(int filters, long[] kernel) =>
        kernel.Distinct().Count() == 1 ? new Arguments(filters, kernel[0]) : new Arguments([filters, .. kernel.Cast<object>()]);

    private static int CheckedChannels(Node node, long[] shape, long channels, long filters)
    {
        long groups = node.Integer("group", 1);
        if (groups < 1 || channels != shape[1] || channels % groups != 0 || filters % groups != 0)
        {
            throw new NodeException(
                $"its weights are for {channels} channels and {filters} filters in {groups} groups, but {Batch.Text(shape)} came; "
                + "the file is damaged");
        }

        return checked((int)filters);
    }

    private static void Give(Node node, NetworkWriter writer, string kind, Arguments arguments, int[] output, Tensor weight, int filters,
        LayerValue? x = null)
    {
        Tensor? bias = writer.Facts(node).Has(2) ? writer.Facts(node).Known(2, "bias") : null;
        if (bias is not null && bias.Length != filters)
            throw new NodeException($"its bias has {bias.Length} numbers for {filters} filters; the file is damaged");
        (string, Tensor)[] tensors = bias is null ? [("weight", weight)] : [("weight", weight), ("bias", bias.As(filters))];
        arguments.Set("Bias", bias is not null, true);
        var meaning = new Meaning { Axes = Layers.Axes.Channels };
        writer.Give(node,
            writer.Add(kind, arguments, x ?? writer.Channels(node.Input(0)), output, meaning, tensors: tensors, name: node.Input(1)));
    }
}
