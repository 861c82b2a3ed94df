using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Patterns;

/// <summary>PyTorch's softplus, <c>ln(1 + e^βx)/β</c>, and x itself where βx is above a threshold.</summary>
internal static class Softpluses
{
    public static Node[]? Find(Node node, Matcher graph) => node.Operator switch
    {
        "Div" or "Mul" => Scaled(node, graph),
        "Where" => Bounded(node, graph),
        _ => null,
    };

    private static Node[]? Scaled(Node node, Matcher graph)
    {
        if (graph.WithConstant(node) is not { } pair || graph.Maker(pair.Value, "Softplus") is not { } soft || soft.Has("beta")
            || pair.Constant.Uniform is not { } number)
            return null;
        double beta = node.Operator == "Div" ? number : 1 / number;
        return graph.Beside(graph.Maker(soft.Input(0), "Mul"), "Mul", beta) is not { } x ? null
            : [new Node(node.Name, "Softplus", [x], node.Outputs, Node.Bare).With("beta", (float)beta)];
    }

    private static Node[]? Bounded(Node node, Matcher graph)
    {
        string x = node.Input(1);
        if (graph.Maker(node.Input(2), "Softplus") is not { } soft || soft.Input(0) != x || soft.Has("threshold")
            || graph.Maker(node.Input(0), "Greater") is not { } above || graph.Uniform(above.Input(1)) is not { } threshold)
            return null;
        double beta = soft.Number("beta", 1);
        bool isScaled = above.Input(0) == x ? beta == 1 : graph.Beside(graph.Maker(above.Input(0), "Mul"), "Mul", beta) == x;
        return isScaled ? [soft.With("threshold", (float)threshold) with { Outputs = node.Outputs }] : null;
    }
}
