using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// <c>x·f(x)</c>: SiLU with the logistic function, hard swish with its straight form, Mish with <c>tanh(softplus(x))</c>.
/// </summary>
internal static class Gates
{
    public static Node[]? Find(Node node, Matcher graph)
    {
        // x·min(max(x + 3, 0), 6)/6: the division may stand last.
        if (node.Operator is "Div" or "Mul" && (graph.Beside(node, "Div", 6) ?? graph.Beside(node, "Mul", 1 / 6.0)) is { } product
            && graph.Maker(product, "Mul") is { } inner
            && inner.Inputs.Any(gate => Matcher.Other(inner, gate) is { } x && IsClipped(gate, x, graph)))
        {
            string x = inner.Inputs.First(value => IsClipped(Matcher.Other(inner, value)!, value, graph));
            return [new Node(node.Name, "HardSwish", [x], node.Outputs, Node.Bare)];
        }

        if (node.Operator != "Mul")
            return null;
        foreach (string gate in node.Inputs)
        {
            if (Matcher.Other(node, gate) is { } x && Kind(gate, x, graph) is { } kind)
                return [new Node(node.Name, kind, [x], node.Outputs, Node.Bare)];
        }

        return null;
    }

    private static string? Kind(string gate, string x, Matcher graph)
    {
        if (graph.Maker(gate, "Sigmoid") is { } sigmoid)
            return sigmoid.Input(0) == x ? "Swish" : null;
        if (graph.Maker(gate, "HardSigmoid") is { } hard)
        {
            bool isSixth = Math.Abs(hard.Number("alpha", 0.2) - 1 / 6.0) < 1e-6 && hard.Number("beta", 0.5) == 0.5;
            return isSixth && hard.Input(0) == x ? "HardSwish" : null;
        }

        if (graph.Maker(gate, "Tanh") is { } tanh)
            return graph.Maker(tanh.Input(0), "Softplus")?.Input(0) == x ? "Mish" : null;
        Node? sixth = graph.Maker(gate, "Div", "Mul");
        return (graph.Beside(sixth, "Div", 6) ?? graph.Beside(sixth, "Mul", 1 / 6.0)) is { } clipped && IsClipped(clipped, x, graph)
            ? "HardSwish" : null;
    }

    /// <summary>Whether a value is <c>min(max(x + 3, 0), 6)</c>.</summary>
    private static bool IsClipped(string value, string x, Matcher graph) =>
        graph.Maker(value, "Clip") is { } clip && graph.Is(clip.Input(1), 0) && graph.Is(clip.Input(2), 6)
        && graph.Beside(graph.Maker(clip.Input(0), "Add"), "Add", 3) == x;
}
