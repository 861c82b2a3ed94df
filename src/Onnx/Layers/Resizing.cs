using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Images made larger, and places exchanged for channels.</summary>
internal static class Resizing
{
    public static void Resize(Node node, NetworkWriter writer)
    {
        long[] from = writer.Facts(node).Shape(0), to = writer.Graph.Shapes[node.Output];
        int[] larger = [.. Enumerable.Range(0, from.Length).Where(axis => from[axis] != to[axis])];
        LayerValue x = writer.Channels(node.Input(0));
        if (larger.Length == 0)
        {
            writer.Give(node, x);
            return;
        }

        if (from.Length is < 3 or > 4 || larger[0] < 2 || larger.Any(axis => to[axis] % from[axis] != 0))
            throw new NodeException(
                $"it makes {Batch.Text(to)} of {Batch.Text(from)}, but whole multiples of height and width are expected");
        long[] factors = [.. from.Skip(2).Select((extent, i) => to[i + 2] / extent)];
        string mode = node.Text("mode", "nearest");
        bool isLinear = mode is "linear" or "bilinear";
        if (!isLinear && mode != "nearest")
            throw new NodeException($"mode is {mode}, but nearest or linear is expected");
        // The old operator counts places from their corners.
        string places = node.Operator == "Upsample" ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        bool isAligned = places == "align_corners";
        bool fits = isLinear ? isAligned || places is "half_pixel" or "pytorch_half_pixel"
            : larger.All(axis => Copies(node, places, from[axis], to[axis]));
        if (!fits || node.Integer("antialias", 0) != 0)
            throw new NodeException($"its places are {places} ({mode}), but those of PyTorch's Upsample are expected");
        Arguments arguments = new Arguments(factors[0]);
        if (factors.Length == 2)
            arguments.Set("FactorWidth", factors[1], factors[0]);
        arguments.SetName("Mode", isLinear ? "UpsampleMode.Linear" : null).Set("AlignCorners", isLinear && isAligned, false);
        writer.Give(node, writer.Add("Upsample", arguments, x, writer.Sample(node.Output), x.Meaning));
    }

    /// <summary>Blocks of channels as places: channel by channel, as PyTorch, or block by block.</summary>
    public static void DepthToSpace(Node node, NetworkWriter writer)
    {
        LayerValue x = writer.Channels(node.Input(0));
        int block = checked((int)node.Integer("blocksize", 1)), channels = x.Shape[0] / (block * block);
        if (node.Text("mode", "DCR") == "CRD")
        {
            writer.Give(node, writer.Add("PixelShuffle", new Arguments(block), x, writer.Sample(node.Output)));
            return;
        }

        LayerValue apart = writer.Shaped(x, [block, block, channels, x.Shape[1], x.Shape[2]], Axes.Open);
        int[] order = [2, 3, 0, 4, 1];
        writer.Give(node, Shapes.Permute(writer, apart, order));
    }

    public static void SpaceToDepth(Node node, NetworkWriter writer)
    {
        LayerValue x = writer.Channels(node.Input(0));
        int block = checked((int)node.Integer("blocksize", 1));
        LayerValue apart = writer.Shaped(x, [x.Shape[0], x.Shape[1] / block, block, x.Shape[2] / block, block], Axes.Open);
        int[] order = [2, 4, 0, 1, 3];
        writer.Give(node, Shapes.Permute(writer, apart, order));
    }

    /// <summary>Whether the nearest element is each time the one at the rounded down place.</summary>
    private static bool Copies(Node node, string places, long from, long to)
    {
        double scale = (double)to / from;
        string rounding = node.Operator == "Upsample" ? "floor" : node.Text("nearest_mode", "round_prefer_floor");
        for (long i = 0; i < to; i++)
        {
            double at = places switch
            {
                "asymmetric" => i / scale,
                "align_corners" => to == 1 ? 0 : i * (from - 1.0) / (to - 1),
                "half_pixel" or "pytorch_half_pixel" => (i + 0.5) / scale - 0.5,
                _ => double.NaN,
            };
            double nearest = rounding switch
            {
                "floor" => Math.Floor(at),
                "ceil" => Math.Ceiling(at),
                "round_prefer_ceil" => Math.Floor(at + 0.5),
                _ => Math.Ceiling(at - 0.5),
            };
            if (Math.Clamp(nearest, 0, from - 1) != Math.Floor(i / scale))
                return false;
        }

        return true;
    }
}
