using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Images made larger, and places exchanged for channels.</summary>
internal static class Resizing
{
    // Each place of a resized axis is looked at, whatever a file asks for.
    private const long Most = 1 << 20;

    public static void Resize(Node node, NetworkWriter writer)
    {
        long[] from = writer.Facts(node).Shape(0), to = writer.Graph.Shapes[node.Output];
        int[] larger = [.. Enumerable.Range(0, from.Length).Where(axis => from[axis] != to[axis])];
        if (larger.Length == 0)
        {
            Shapes.Same(node, writer);
            return;
        }

        CheckWhole(writer.Facts(node), from, to);
        string mode = node.Text("mode", "nearest");
        bool isLinear = mode is "linear" or "bilinear";
        if (!isLinear && mode != "nearest")
            throw new NodeException($"mode is {mode}, but nearest or linear is expected");
        // The old operator counts places from their corners.
        string places = node.Operator == "Upsample" ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        bool isAligned = places == "align_corners";
        bool fits = isLinear ? isAligned || places is "half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric"
            : larger.All(axis => Copies(node, places, from[axis], to[axis]));
        if (!fits || node.Integer("antialias", 0) != 0)
            throw new NodeException($"its places are {places} ({mode}), but those of PyTorch's Upsample are expected");

        int[] factors = new int[writer.Sample(node.Input(0)).Length];
        Array.Fill(factors, 1);
        foreach (int axis in larger)
            factors[Stretches.Place(from, axis)] = checked((int)(to[axis] / from[axis]));
        writer.Give(node, Larger(writer, node.Input(0), factors, arguments =>
            arguments.SetName("Mode", isLinear ? "UpsampleMode.Linear" : null).Set("AlignCorners", isLinear && isAligned, false)));
    }

    /// <summary>A line or an image at once; of anything else one axis after another, each as the rows of an image.</summary>
    private static LayerValue Larger(NetworkWriter writer, string name, int[] factors, Func<Arguments, Arguments> mode)
    {
        int[] shape = writer.Sample(name);
        if (factors.Length is 2 or 3 && factors[0] == 1)
        {
            Arguments arguments = new(factors[1]);
            if (factors.Length == 3)
                arguments.Set("FactorWidth", factors[2], factors[1]);
            LayerValue channels = writer.Channels(name);
            return writer.Add("Upsample", mode(arguments), channels, [.. shape.Zip(factors, static (e, f) => e * f)], channels.Meaning);
        }

        LayerValue x = writer.Take(name);
        for (int axis = 0; axis < factors.Length; axis++)
        {
            if (factors[axis] == 1)
                continue;
            int outer = Product(shape[..axis]), inner = Product(shape[(axis + 1)..]);
            LayerValue rows = writer.Shaped(x, [outer, shape[axis], inner], Axes.Open);
            shape[axis] *= factors[axis];
            Arguments along = new Arguments(factors[axis]).Set("FactorWidth", 1, factors[axis]);
            x = writer.Add("Upsample", mode(along), rows, [outer, shape[axis], inner]);
        }

        return x;
    }

    private static int Product(int[] extents) => extents.Aggregate(1, static (product, extent) => checked(product * extent));

    /// <exception cref="NodeException">An extent does not become a whole multiple.</exception>
    private static void CheckWhole(Facts facts, long[] from, long[] to)
    {
        int at = facts.Node.Operator == "Upsample" ? 1 : 2;
        Tensor? scales = facts.Has(at) ? facts.Known(at, "scales") : null;
        bool IsWhole(int axis) => to[axis] % from[axis] == 0 && to[axis] <= Most
            && (scales is null || scales.Length != from.Length || Math.Abs(scales[axis] - (double)(to[axis] / from[axis])) < 1e-6);
        if (!Enumerable.Range(0, from.Length).Where(axis => from[axis] != to[axis]).All(IsWhole))
            throw new NodeException($"it makes {Batch.Text(to)} of {Batch.Text(from)}, but whole multiples of at most {Most} are expected");
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
                "half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric" => (i + 0.5) / scale - 0.5,
                "tf_half_pixel_for_nn" => (i + 0.5) / scale,
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
