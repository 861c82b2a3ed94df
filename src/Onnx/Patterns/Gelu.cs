using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// GELU as exporters write it: <c>x·(1 + erf(x/√2))·½</c> with its factors in any order, or
/// <c>½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))</c>.
/// </summary>
internal static class Gelu
{
    public static Node[]? Find(Node node, Matcher graph)
    {
        if (node.Operator != "Mul")
            return null;
        foreach (string side in node.Inputs)
        {
            string other = Matcher.Other(node, side) ?? "";
            // ½·(x·gate), (½·x)·gate or x·(½·gate).
            bool isHalf = graph.Is(other, 0.5);
            if (isHalf && graph.Maker(side, "Mul") is { } product)
            {
                foreach (string gate in product.Inputs)
                {
                    if (Matcher.Other(product, gate) is { } x && Gated(gate, x, graph) is { } form)
                        return [Made(node, x, form)];
                }
            }

            if (graph.Beside(graph.Maker(side, "Mul"), "Mul", 0.5) is not { } half)
                continue;
            if (Gated(other, half, graph) is { } outside)
                return [Made(node, half, outside)];
            if (Gated(half, other, graph) is { } inside)
                return [Made(node, other, inside)];
        }

        return null;
    }

    private static Node Made(Node node, string x, string form) =>
        new Node(node.Name, "Gelu", [x], node.Outputs, Node.Bare).With("approximate", form);

    /// <summary>The form of <c>1 + f(x)</c>, or null.</summary>
    private static string? Gated(string gate, string x, Matcher graph)
    {
        if (graph.Beside(graph.Maker(gate, "Add"), "Add", 1) is not { } function)
            return null;
        if (graph.Maker(function, "Erf") is { } erf)
        {
            Node? scaled = graph.Maker(erf.Input(0), "Div", "Mul");
            string? operand = graph.Beside(scaled, "Div", Math.Sqrt(2)) ?? graph.Beside(scaled, "Mul", Math.Sqrt(0.5));
            return operand == x ? "none" : null;
        }

        return graph.Maker(function, "Tanh") is { } tanh
            && graph.Beside(graph.Maker(tanh.Input(0), "Mul"), "Mul", Math.Sqrt(2 / Math.PI)) is { } sum
            && graph.Maker(sum, "Add") is { } add && Matcher.Other(add, x) is { } term
            && graph.Beside(graph.Maker(term, "Mul"), "Mul", 0.044715) is { } cube && IsCube(cube, x, graph) ? "tanh" : null;
    }

    private static bool IsCube(string value, string x, Matcher graph) =>
        (graph.Maker(value, "Pow") is { } power && power.Input(0) == x && graph.Is(power.Input(1), 3))
        || (graph.Maker(value, "Mul") is { } product && Matcher.Other(product, x) is { } square
            && graph.Maker(square, "Mul") is { } twice && twice.Inputs.All(name => name == x));
}
