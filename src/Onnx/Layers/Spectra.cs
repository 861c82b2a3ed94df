using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Discrete Fourier transforms: products with matrices of cosines and sines that nothing trains.</summary>
internal static class Spectra
{
    /// <summary>The transform of an axis; the last one has the real and the imaginary part.</summary>
    public static void Dft(Node node, NetworkWriter writer)
    {
        Facts facts = writer.Facts(node);
        long[] shape = facts.Shape(0);
        int axis = DftAxis(node, facts);
        if (Batch.IsIn(shape[axis]))
            throw new NodeException("it transforms along the batch; samples must stay apart");
        int[] sample = writer.Sample(node.Input(0)), output = writer.Sample(node.Output);
        int place = Stretches.Place(shape, axis), parts = sample[^1], extent = sample[place], bins = output[place];
        long length = Length(facts, shape, axis);
        double sign = node.Integer("inverse", 0) != 0 ? 1 : -1, scale = sign > 0 ? 1.0 / length : 1;
        float[] weights = Matrix(bins, (int)Math.Min(extent, length), extent, length, parts, sign, _ => scale);
        (string, Tensor)[] tensors = [("weight", new Tensor([2 * bins, extent * parts], weights))];
        int outer = Shapes.Product(sample[..place]), inner = Shapes.Product(sample[(place + 1)..^1]);
        LayerValue x = writer.Take(node.Input(0));
        if (inner == 1)
        {
            writer.Give(node, Products.AlongAxis(writer, x, [outer, extent * parts, 1], 2 * bins, tensors));
            return;
        }

        // The parts move along with the axis.
        int[] turn = [0, 2, 1, 3];
        LayerValue last = Shapes.Permute(writer, writer.Shaped(x, [outer, extent, inner, parts], Axes.Open), turn);
        LayerValue y = Products.AlongAxis(writer, last, [outer * inner, extent * parts, 1], 2 * bins, tensors);
        writer.Give(node, Shapes.Permute(writer, writer.Shaped(y, [outer, inner, bins, 2], Axes.Open), turn));
    }

    /// <summary>The transforms of a signal's frames: a convolution in steps, with a filter for each part of each bin.</summary>
    public static void Stft(Node node, NetworkWriter writer)
    {
        Facts facts = writer.Facts(node);
        int[] sample = writer.Sample(node.Input(0)), output = writer.Sample(node.Output);
        if (sample.Length == 2 && sample[1] != 1)
            throw new NodeException("its signal is complex, but a real one is expected; transform the parts for themselves");
        long frame = FrameLength(facts), step = (long)facts.Number(1, "frame_step");
        Tensor? window = facts.Has(2) ? facts.Known(2, "window") : null;
        int bins = output[1];
        float[] weights = Matrix(bins, (int)frame, (int)frame, frame, 1, -1, t => window?[t] ?? 1);
        Arguments arguments = new Arguments(2 * bins, frame).Set("Stride", step, 1).Set("Bias", false, true).Set("Frozen", true, false);
        LayerValue signal = writer.Take(node.Input(0), [1, sample[0]], Axes.Channels);
        LayerValue y = writer.Add("Conv1D", arguments, signal, [2 * bins, output[0]], new Meaning { Axes = Axes.Channels },
            tensors: [("weight", new Tensor([2 * bins, 1, frame], weights))]);
        writer.Give(node, Shapes.Swap(writer, y));
    }

    /// <summary>The extents that a transform gives.</summary>
    public static long[] DftShape(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        if (x.Length < 3 || x[^1] is not (1 or 2))
            throw new NodeException($"it transforms {Batch.Text(x)}, but real, or real and imaginary, parts in the last axis are expected");
        int axis = DftAxis(node, facts);
        long length = Length(facts, x, axis);
        if (length < 1 || axis == x.Length - 1)
            throw new NodeException($"it transforms {length} elements of axis {axis} of {Batch.Text(x)}; the file is damaged");
        long bins = node.Integer("onesided", 0) != 0 ? length / 2 + 1 : length;
        return [.. x[..axis], bins, .. x[(axis + 1)..^1], 2];
    }

    /// <summary>The extents that the transforms of frames give.</summary>
    public static long[] StftShape(Node node, Facts facts)
    {
        long[] x = facts.Shape(0);
        long frame = FrameLength(facts), step = (long)facts.Number(1, "frame_step");
        if (x.Length is not (2 or 3) || frame < 1 || step < 1 || frame > x[1] || (facts.Has(2) && facts.Known(2, "window").Length != frame))
            throw new NodeException($"frames of {frame} in steps of {step} do not fit {Batch.Text(x)} and the window; the file is damaged");
        long bins = node.Integer("onesided", 1) != 0 ? frame / 2 + 1 : frame;
        return [x[0], (x[1] - frame) / step + 1, bins, 2];
    }

    private static int DftAxis(Node node, Facts facts) =>
        Facts.Axis(facts.Has(2) ? (long)facts.Number(2, "axis") : node.Integer("axis", -2), facts.Rank(0));

    private static long Length(Facts facts, long[] shape, int axis) => facts.Has(1) ? (long)facts.Number(1, "dft_length") : shape[axis];

    private static long FrameLength(Facts facts) => facts.Has(3) ? (long)facts.Number(3, "frame_length") : facts.Known(2, "window").Length;

    /// <summary>A row for the real and one for the imaginary part of each bin, over all elements and their parts.</summary>
    private static float[] Matrix(int bins, int taken, int extent, long length, int parts, double sign, Func<int, double> window)
    {
        if (2L * bins * extent * parts > Resizing.MostWeights)
            throw new NodeException(
                $"it transforms {extent} elements to {bins}, which takes more than {Resizing.MostWeights} weights; shorten it");
        float[] weights = new float[2 * bins * extent * parts];
        for (int bin = 0; bin < bins; bin++)
        {
            for (int t = 0; t < taken; t++)
            {
                // Turns are counted in whole numbers, so that a quarter is one.
                double angle = 2 * Math.PI * ((long)bin * t % length) / length, scale = window(t);
                (double real, double imaginary) = (scale * Math.Cos(angle), scale * sign * Math.Sin(angle));
                int row = 2 * bin * extent * parts, next = row + extent * parts, at = t * parts;
                (weights[row + at], weights[next + at]) = ((float)real, (float)imaginary);
                if (parts == 2)
                    (weights[row + at + 1], weights[next + at + 1]) = ((float)-imaginary, (float)real);
            }
        }

        return weights;
    }
}
