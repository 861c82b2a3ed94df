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
            return null;
        Tensor bias = graph.Constant(node.Input(2))!;
        bool asIs = beta == 1 && bias.Rank == 1 && bias.Length == units;
        return [Made(node, weights, asIs ? node.Input(2)
            : Add(node, Scaled(Broadcasting.Expand(bias.As(bias.Length), [units]), beta), graph))];
    }

    public static Node[]? FromMatMul(Node node, Matcher graph) =>
        node.Operator == "MatMul" && graph.Constant(node.Input(1)) is { Rank: 2 } weight && graph.Constant(node.Input(0)) is null
            ? [Made(node, Add(node, Transposed(weight), graph))]
            : null;

    private static Node Made(Node node, params string[] parameters) =>
        new(node.Name, Operator, [node.Input(0), .. parameters], node.Outputs, Node.Bare);

    // The name of the weights goes on: it is what the layer is named after.
    private static string Add(Node node, Tensor tensor, Matcher graph) => graph.Graph.AddConstant(node.Input(1), tensor);

    private static Tensor Transposed(Tensor weight) =>
        Broadcasting.Pick(weight, [weight.Extents[1], weight.Extents[0]], [1, weight.Extents[1]]);

    private static Tensor Scaled(Tensor x, double by) => by == 1 ? x : Tensor.Of(x.Extents, isFloat: true, x.Elements.Select(v => v * by));
}
