using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// Layer normalisation as Keras multiplies it out: <c>x·g + (b - mean(x)·g)</c>, or <c>x·g + (-mean(x)·g + b)</c>, with
/// <c>g = γ/√(var + ε)</c>.
/// </summary>
internal static class MultipliedNorms
{
    public static Node[]? Find(Node node, Matcher graph)
    {
        if (node.Operator != "Add")
            return null;
        foreach (string side in node.Inputs)
        {
            if (Matcher.Other(node, side) is not { } shift || graph.Maker(side, "Mul") is not { } product)
                continue;
            foreach (string gain in product.Inputs)
            {
                if (Matcher.Other(product, gain) is { } x && graph.Maker(gain, "Mul") is { } scaled
                    && graph.WithConstant(scaled) is { } scale && LayerNorms.Inverse(scale.Value, graph) is { } root
                    && LayerNorms.Root(root, graph) is { } mean
                    && LayerNorms.IsSquare(mean.Squares, d => LayerNorms.Centred(d, mean.Axes, graph) == x, graph)
                    && Shift(shift, gain, x, mean.Axes, graph) is { } bias)
                    return Apart(node, x, mean, Matcher.Other(scaled, scale.Value)!, bias, graph);
            }
        }

        return null;
    }

    private static Node[] Apart(Node node, string x, Variance variance, string scale, string bias, Matcher graph)
    {
        long[] shape = graph.Shape(x);
        string normal = graph.NewValue(node.Output, shape), larger = graph.NewValue(node.Output, shape);
        return
        [
            LayerNorms.Made(node with { Outputs = [normal] }, LayerNorms.Whole, x, variance),
            new Node(node.Name, "Mul", [normal, scale], [larger], Node.Bare),
            new Node(node.Name, "Add", [larger, bias], node.Outputs, Node.Bare),
        ];
    }

    /// <summary>The b of <c>b - mean(x)·gain</c>.</summary>
    private static string? Shift(string shift, string gain, string x, int[] axes, Matcher graph)
    {
        Node? sub = graph.Maker(shift, "Sub"), add = graph.Maker(shift, "Add");
        string? taken = sub?.Input(1), bias = sub?.Input(0);
        if (add is not null && graph.WithConstant(add) is { } pair)
            (taken, bias) = (pair.Value, Matcher.Other(add, pair.Value));
        if (taken is null || graph.Maker(taken, "Mul") is not { } product || Matcher.Other(product, gain) is not { } factor)
            return null;
        string mean = add is null ? factor : graph.Maker(factor, "Neg")?.Input(0) ?? "";
        return LayerNorms.IsMean(mean, x, axes, graph) ? bias : null;
    }
}
