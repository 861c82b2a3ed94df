using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// Local response normalisation in pieces, as PyTorch writes it: <c>x/(k + α·m)^β</c> with the mean m of the squares of the channels around
/// each element, by a pool over an image whose rows are the channels.
/// </summary>
internal static class LocalResponses
{
    public static Node[]? Find(Node node, Matcher graph)
    {
        string x = node.Input(0);
        if (node.Operator != "Div" || graph.Maker(node.Input(1), "Pow") is not { } power
            || graph.Uniform(power.Input(1)) is not { } beta
            || Beside(power.Input(0), "Add", graph) is not { } sum || Beside(sum.Value, "Mul", graph) is not { } scaled)
            return null;
        if (graph.Maker(Viewed(scaled.Value, graph), "AveragePool") is not { } pool
            || graph.Maker(Viewed(pool.Input(0), graph), "Mul", "Pow") is not { } squares || squares.Input(0) != x
            || !(squares.Operator == "Mul" ? squares.Input(1) == x : graph.Is(squares.Input(1), 2)))
            return null;
        long[] shape = graph.Shape(x), image = graph.Shape(pool.Input(0));
        // One channel, whose rows are what they are in x.
        if (shape.Length < 2 || image.Length < 4 || image[0] != shape[0] || image[1] != 1 || image[2] != shape[1])
            return null;
        return Before(pool, image.Length - 2) is not { } before ? null :
        [
            new Node(node.Name, "LRN", [x], node.Outputs, Node.Bare).With("size", pool.Integers("kernel_shape")![0])
                .With("alpha", (float)scaled.Number).With("beta", (float)beta).With("bias", (float)sum.Number).With("before", before),
        ];
    }

    /// <summary>The rows in front of the middle one, where windows are columns that keep all places, and zeros around them count.</summary>
    private static long? Before(Node pool, int axes)
    {
        long[] kernel = pool.Integers("kernel_shape") ?? [];
        long[] pads = pool.Integers("pads") ?? new long[2 * axes], strides = pool.Integers("strides") ?? [];
        bool isColumn = kernel.Length == axes && kernel.Skip(1).Concat(strides).All(static n => n == 1) && pads.Length == 2 * axes;
        if (!isColumn || pads[0] + pads[axes] != kernel[0] - 1 || pads.Where((_, i) => i != 0 && i != axes).Any(static p => p != 0))
            return null;
        bool counts = pool.Integer("count_include_pad", 0) != 0 || kernel[0] == 1;
        return counts && pads[0] is var before && (before == kernel[0] / 2 || before == (kernel[0] - 1) / 2) ? before : null;
    }

    private static (string Value, double Number)? Beside(string value, string kind, Matcher graph) =>
        graph.Maker(value, kind) is { } node && graph.WithConstant(node) is { } pair && pair.Constant.Uniform is { } number
            ? (pair.Value, number) : null;

    /// <summary>What a value was before it got other extents.</summary>
    private static string Viewed(string value, Matcher graph)
    {
        while (graph.Maker(value, "Reshape", "Squeeze", "Unsqueeze") is { } view)
            value = view.Input(0);
        return value;
    }
}
