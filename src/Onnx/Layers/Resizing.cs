using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Images made larger, and places exchanged for channels.</summary>
internal static class Resizing
{
    // Each place of a resized axis is looked at, whatever a file asks for, and perhaps each element beside it.
    /// <summary>Weights of a matrix that an operator becomes.</summary>
    public const long MostWeights = 1 << 22;

    private const long Most = 1 << 20;

    public static void Resize(Node node, NetworkWriter writer)
    {
        if (node.Integer("antialias", 0) != 0)
            throw new NodeException("it smooths what it makes smaller (antialias), but none is expected; pool in front of it");
        Facts facts = writer.Facts(node);
        long[] from = facts.Shape(0), to = writer.Shape(node.Output);
        var interpolation = new Interpolation(node, facts);
        int[] resized = [.. Enumerable.Range(0, from.Length)
            .Where(axis => !Batch.IsIn(from[axis]) && interpolation.Moves(axis, from[axis], to[axis]))];
        if (resized.Length == 0)
        {
            Shapes.Same(node, writer);
            return;
        }

        if (resized.FirstOrDefault(axis => to[axis] > Most, -1) is var far and >= 0)
            throw new NodeException($"it makes {to[far]} of {from[far]} elements, but at most {Most} are expected");
        string mode = node.Text("mode", "nearest"), places = node.Text("coordinate_transformation_mode", "half_pixel");
        bool isLinear = mode is "linear" or "bilinear", isAligned = places == "align_corners";
        bool isUpsample = resized.All(axis => interpolation.IsWhole(axis, from[axis], to[axis])) && (isLinear
            ? node.Operator == "Resize" && node.Integer("exclude_outside", 0) == 0
                && (isAligned || places is "half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric")
            : mode == "nearest" && resized.All(axis => Copies(interpolation, axis, from[axis], to[axis])));
        if (!isUpsample)
        {
            (int[] before, int[] after) = (writer.Sample(node.Input(0)), writer.Sample(node.Output));
            writer.Give(node, resized.Aggregate(writer.Take(node.Input(0)), (x, axis) =>
            {
                int place = Stretches.Place(from, axis);
                // The axes in front of it have been resized before.
                int outer = Shapes.Product(after[..place]), inner = Shapes.Product(before[(place + 1)..]);
                return Along(writer, x, interpolation, axis, [outer, before[place], inner], after[place]);
            }));
            return;
        }

        int[] factors = new int[writer.Sample(node.Input(0)).Length];
        Array.Fill(factors, 1);
        foreach (int axis in resized)
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
            int outer = Shapes.Product(shape[..axis]), inner = Shapes.Product(shape[(axis + 1)..]);
            LayerValue rows = writer.Shaped(x, [outer, shape[axis], inner], Axes.Open);
            shape[axis] *= factors[axis];
            Arguments along = new Arguments(factors[axis]).Set("FactorWidth", 1, factors[axis]);
            x = writer.Add("Upsample", mode(along), rows, [outer, shape[axis], inner]);
        }

        return x;
    }

    /// <summary>An axis as sums of its elements by weights that nothing trains.</summary>
    /// <param name="writer">Takes the layers.</param>
    /// <param name="x">The value.</param>
    /// <param name="interpolation">Gives the weights.</param>
    /// <param name="axis">The axis as the model counts it.</param>
    /// <param name="shape">What lies in front of it, its extent, and what lies behind.</param>
    /// <param name="to">Its extent afterwards.</param>
    private static LayerValue Along(NetworkWriter writer, LayerValue x, Interpolation interpolation, int axis, int[] shape, int to)
    {
        int from = shape[1];
        if ((long)from * to > MostWeights)
        {
            throw new NodeException(
                $"it makes {to} of {from} elements, but whole multiples, or at most {MostWeights} weights, are expected");
        }

        double[]?[] rows = interpolation.Rows(axis, from, to);
        float[] weights = [.. rows.SelectMany(row => (row ?? new double[from]).Select(static w => (float)w))];
        (string, Tensor)[] tensors = [("weight", new Tensor([to, from], weights))];
        bool hasOutside = rows.Any(static row => row is null);
        if (hasOutside)
            tensors = [.. tensors, ("bias", new Tensor([to], [.. rows.Select(row => row is null ? interpolation.Outside : 0)]))];
        return Products.AlongAxis(writer, x, shape, to, tensors);
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
    private static bool Copies(Interpolation interpolation, int axis, long from, long to)
    {
        for (long i = 0; i < to; i++)
        {
            if (interpolation.Nearest(interpolation.At(axis, i, from, to), from) != i * from / to)
                return false;
        }

        return true;
    }
}
