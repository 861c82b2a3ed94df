using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>Zeros around an image, moved into the convolution, or the average over all places, behind it.</summary>
internal static class Paddings
{
    public static Node[]? IntoWindow(Node node, Matcher graph)
    {
        bool counts = node.Operator == "Conv"
            || (node.Operator == "AveragePool"
                && (node.Integer("count_include_pad", 0) != 0 || graph.Maker(node.Input(0), "Pad") is not null && IsUnpadded(node)));
        if (!counts || node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID") || graph.Maker(node.Input(0), "Pad") is not { } pad)
            return null;
        bool isZero = pad.Text("mode", "constant") == "constant" && (pad.Input(2).Length == 0 || graph.Is(pad.Input(2), 0));
        (long[] before, long[] after) = ShapeRules.Padding(pad, new Facts(graph.Graph, pad));
        bool isAround = before.Take(2).Concat(after.Take(2)).All(static p => p == 0) && before.Concat(after).All(static p => p >= 0);
        if (!isZero || !isAround)
            return null;
        int axes = before.Length - 2;
        long[] own = node.Text("auto_pad", "NOTSET") == "VALID" ? new long[2 * axes] : node.Integers("pads") ?? new long[2 * axes];
        long[] pads = [.. own.Zip([.. before[2..], .. after[2..]], static (a, b) => a + b)];
        Node padded = node.With("pads", pads).With("auto_pad", "NOTSET");
        Node counting = node.Operator == "Conv" ? padded : padded.With("count_include_pad", 1L);
        return [counting with { Inputs = [pad.Input(0), .. node.Inputs[1..]] }];
    }

    private static bool IsUnpadded(Node node) => node.Integers("pads") is not { } pads || pads.All(static p => p == 0);
}
