using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>The window of a transposed convolution, with all that attributes leave open filled in.</summary>
/// <param name="Kernel">Its elements.</param>
/// <param name="Strides">The steps between the outputs of neighbouring inputs.</param>
/// <param name="Dilations">The steps between elements.</param>
/// <param name="Before">Outputs left out in front.</param>
/// <param name="After">Outputs left out behind.</param>
/// <param name="More">Outputs added behind.</param>
/// <param name="Outputs">The places.</param>
internal sealed record TransposedWindows(
    long[] Kernel, long[] Strides, long[] Dilations, long[] Before, long[] After, long[] More, long[] Outputs)
{
    public static TransposedWindows Of(Node node, long[] input, long[] weights)
    {
        if (input.Length < 3 || input.Length != weights.Length)
            throw new NodeException($"its weights are {Batch.Text(weights)}, but the input is {Batch.Text(input)}; the file is damaged");
        long[] kernel = weights[2..];
        long[] strides = Windows.Each(node, "strides", kernel.Length), dilations = Windows.Each(node, "dilations", kernel.Length);
        long[] more = node.Integers("output_padding") ?? new long[kernel.Length];
        long[] pads = node.Integers("pads") ?? new long[2 * kernel.Length];
        if (more.Length != kernel.Length || pads.Length != 2 * kernel.Length)
            throw new NodeException(
                $"pads and output_padding have {pads.Length} and {more.Length} numbers for {kernel.Length} axes; the file is damaged");
        long[] whole =
            [.. kernel.Select((taps, i) => checked(strides[i] * (input[i + 2] - 1) + Windows.Reach(taps, dilations[i]) + more[i]))];
        (long[] before, long[] after) = (pads[..kernel.Length], pads[kernel.Length..]);
        string auto = node.Text("auto_pad", "NOTSET");
        bool same = auto is "SAME_UPPER" or "SAME_LOWER";
        if (same || node.Has("output_shape"))
        {
            long[] wanted = node.Integers("output_shape") ?? [.. strides.Select((stride, i) => stride * input[i + 2])];
            wanted = wanted[Math.Max(0, wanted.Length - kernel.Length)..];
            if (wanted.Length != kernel.Length)
                throw new NodeException($"output_shape has {wanted.Length} extents, but {kernel.Length} are expected; the file is damaged");
            // What is missing is added behind.
            more = [.. more.Select((m, i) => m + Math.Max(0, wanted[i] - whole[i]))];
            long[] cut = [.. whole.Select((extent, i) => Math.Max(0, extent - wanted[i]))];
            whole = [.. whole.Select((extent, i) => Math.Max(extent, wanted[i]))];
            long[] less = [.. cut.Select(static c => c / 2)], rest = [.. cut.Select(static c => c - c / 2)];
            // As ONNX has it: the odd one in front for SAME_UPPER.
            (before, after) = auto == "SAME_UPPER" ? (less, rest) : (rest, less);
        }

        long[] outputs = [.. whole.Select((extent, i) => extent - before[i] - after[i])];
        return outputs.All(static extent => extent > 0) ? new(kernel, strides, dilations, before, after, more, outputs)
            : throw new NodeException(
            $"it makes extents of {Batch.Text(outputs)}; the file is damaged");
    }
}
