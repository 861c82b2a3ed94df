using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// Products with constant matrices as <c>Dense</c>, which is no operator of ONNX: a value, weights <c>[units, inputs]</c>, and perhaps
/// a bias <c>[units]</c>.
/// </summary>
internal static class DenseLayers
{
    public const string Operator = "Dense";

    public static Node[]? FromGemm(Node node, Matcher graph)
    {
        if (node.Operator != "Gemm" || node.Integer("transA", 0) != 0 || graph.Constant(node.Input(1)) is not { } weight)
            return null;
        long units = graph.Shape(node.Output)[1];
        bool isTransposed = node.Integer("transB", 0) != 0;
        double alpha = node.Number("alpha", 1), beta = node.Number("beta", 1);
        string weights = isTransposed && alpha == 1 ? node.Input(1)
            : Add(node, Scaled(isTransposed ? weight : Transposed(weight), alpha), graph);
        if (node.Input(2).Length == 0 || beta == 0)
            return [Made(node, weights)];
        bool fits = graph.Constant(node.Input(2)) is { } c && c.Rank <= 2 && (c.Rank < 2 || c.Extents[0] == 1) && c.Length is var n
            && (n == 1 || n == units);
        if (!fits)
            return Behind(node, weights, beta, graph);
        Tensor bias = graph.Constant(node.Input(2))!;
        bool asIs = beta == 1 && bias.Rank == 1 && bias.Length == units;
        return [Made(node, weights, asIs ? node.Input(2)
            : Add(node, Scaled(Broadcasting.Expand(bias.As(bias.Length), [units]), beta), graph))];
    }

    public static Node[]? FromMatMul(Node node, Matcher graph) =>
        node.Operator == "MatMul" && graph.Constant(node.Input(1)) is { Rank: 2 } weight && graph.Constant(node.Input(0)) is null
            ? [Made(node, Add(node, Transposed(weight), graph))]
            : null;

    /// <summary>A product, and behind it the sum with a matrix that is no bias, such as one that differs from sample to sample.</summary>
    private static Node[]? Behind(Node node, string weights, double beta, Matcher graph)
    {
        long[] shape = graph.Shape(node.Output), own = graph.Shape(node.Input(2));
        bool fits = own.Length <= 2 && own.Reverse().Zip(shape.Reverse(), static (c, y) => c == 1 || c == y).All(static same => same);
        if (!fits)
            return null;
        string product = graph.NewValue(node.Output, shape), matrix = node.Input(2);
        var nodes = new List<Node> { Made(node, weights) with { Outputs = [product] } };
        if (graph.Constant(matrix) is { } constant)
            matrix = Add(node, Scaled(constant, beta), graph);
        else if (beta != 1)
        {
            string scaled = graph.NewValue(node.Output, graph.Shape(matrix));
            nodes.Add(new Node(node.Name, "Mul", [matrix, graph.Graph.AddConstant(matrix, Tensor.Scalar(beta))], [scaled], Node.Bare));
            matrix = scaled;
        }

        return [.. nodes, new Node(node.Name, "Add", [product, matrix], node.Outputs, Node.Bare)];
    }

    private static Node Made(Node node, params string[] parameters) =>
        new(node.Name, Operator, [node.Input(0), .. parameters], node.Outputs, Node.Bare);

    // The name of the weights goes on: it is what the layer is named after.
    private static string Add(Node node, Tensor tensor, Matcher graph) => graph.Graph.AddConstant(node.Input(1), tensor);

    private static Tensor Transposed(Tensor weight) =>
        Broadcasting.Pick(weight, [weight.Extents[1], weight.Extents[0]], [1, weight.Extents[1]]);

    private static Tensor Scaled(Tensor x, double by) => by == 1 ? x : Tensor.Of(x.Extents, isFloat: true, x.Elements.Select(v => v * by));
}
