using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Inference;

/// <summary>A window that slides along the axes behind the channels, with all that attributes leave open filled in.</summary>
/// <param name="Kernel">Its elements.</param>
/// <param name="Strides">The steps between places.</param>
/// <param name="Dilations">The steps between elements.</param>
/// <param name="Before">Padding in front.</param>
/// <param name="After">Padding behind.</param>
/// <param name="Outputs">The places.</param>
internal sealed record Windows(long[] Kernel, long[] Strides, long[] Dilations, long[] Before, long[] After, long[] Outputs)
{
    // Far more than any layer takes, so that products stay far from overflow.
    private const long Most = 1 << 20;

    /// <param name="node">A convolution or a pool.</param>
    /// <param name="input">The extents of its input.</param>
    /// <param name="kernel">The window's elements.</param>
    public static Windows Of(Node node, long[] input, long[] kernel)
    {
        if (input.Length < 3 || input.Length - 2 != kernel.Length)
            throw new NodeException($"its window has {kernel.Length} axes, but the input is {Batch.Text(input)}; the file is damaged");
        (long[] strides, long[] dilations) = (Each(node, "strides", kernel.Length), Each(node, "dilations", kernel.Length));
        if (kernel.Concat(strides).Concat(dilations).Any(static n => n is < 1 or > Most))
            throw new NodeException("its kernel_shape, strides and dilations must be 1 or more; the file is damaged");
        (long[] before, long[] after) = Pads(node, input[2..], kernel, strides, dilations);
        bool ceil = node.Integer("ceil_mode", 0) != 0;
        long[] outputs = [.. kernel.Select((taps, i) =>
        {
            long places = input[i + 2] + before[i] + after[i] - Reach(taps, dilations[i]);
            if (places < 0)
                throw new NodeException($"its window is larger than its padded input {Batch.Text(input)}; the file is damaged");
            long count = (ceil ? places + strides[i] - 1 : places) / strides[i] + 1;
            // A window that would begin in the padding behind is none.
            return ceil && (count - 1) * strides[i] >= input[i + 2] + before[i] ? count - 1 : count;
        })];
        return new Windows(kernel, strides, dilations, before, after, outputs);
    }

    /// <summary>Whether the last window reaches beyond the padding.</summary>
    public bool Overhangs(long[] input) => Enumerable.Range(0, Kernel.Length).Any(i =>
        (Outputs[i] - 1) * Strides[i] + Reach(Kernel[i], Dilations[i]) > input[i + 2] + Before[i] + After[i]);

    public static long Reach(long taps, long dilation) => dilation * (taps - 1) + 1;

    /// <summary>A number for each axis, 1 unless given.</summary>
    public static long[] Each(Node node, string attribute, int axes)
    {
        long[] values = node.Integers(attribute) ?? [.. Enumerable.Repeat(1L, axes)];
        return values.Length == axes ? values
            : throw new NodeException($"{attribute} has {values.Length} numbers, but {axes} are expected; the file is damaged");
    }

    /// <summary>The padding that attributes give, or that keeps <c>input/stride</c> places.</summary>
    private static (long[] Before, long[] After) Pads(Node node, long[] extents, long[] kernel, long[] strides, long[] dilations)
    {
        string auto = node.Text("auto_pad", "NOTSET");
        if (auto is "SAME_UPPER" or "SAME_LOWER")
        {
            long[] all = [.. kernel.Select((taps, i) =>
                Math.Max(0, ((extents[i] + strides[i] - 1) / strides[i] - 1) * strides[i] + Reach(taps, dilations[i]) - extents[i]))];
            long[] less = [.. all.Select(static p => p / 2)], more = [.. all.Select(static p => p - p / 2)];
            return auto == "SAME_UPPER" ? (less, more) : (more, less);
        }

        long[] pads = auto == "VALID" ? new long[2 * kernel.Length] : node.Integers("pads") ?? new long[2 * kernel.Length];
        if (pads.Length != 2 * kernel.Length || pads.Any(static p => p is < 0 or > Most))
            throw new NodeException($"pads are [{string.Join(", ", pads)}], but {2 * kernel.Length} numbers from 0 on are expected");
        return (pads[..kernel.Length], pads[kernel.Length..]);
    }
}
