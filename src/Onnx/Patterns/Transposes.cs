using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// Models with channels last have a transpose in front of and behind each convolution. Those behind sink through what acts on each
/// element until they meet the next one, and two that meet are one, or none.
/// </summary>
internal static class Transposes
{
    private static readonly HashSet<string> Unary =
    [
        "Abs", "Acosh", "Asinh", "Atanh", "Celu", "Clip", "Cosh", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish",
        "LeakyRelu", "Log", "Mish", "Neg", "Reciprocal", "Relu", "Selu", "Sigmoid", "Sinh", "Softplus", "Softsign", "Sqrt",
        "Swish", "Tanh", "ThresholdedRelu",
    ];

    private static readonly HashSet<string> Binary = ["Add", "Sub", "Mul", "Div", "Sum", "Max", "Min", "Pow", "PRelu"];

    /// <summary>Two in a row.</summary>
    public static Node[]? Merge(Node node, Matcher graph)
    {
        if (node.Operator != "Transpose" || graph.Maker(node.Input(0), "Transpose") is not { } first)
            return null;
        int[] inner = Order(first, graph), outer = Order(node, graph);
        int[] order = [.. outer.Select(axis => inner[axis])];
        return [Transpose(node, first.Inputs, order)];
    }

    /// <summary>One in front of an element-wise operation, or the same one in front of all its operands.</summary>
    public static Node[]? Sink(Node node, Matcher graph)
    {
        bool isUnary = Unary.Contains(node.Operator);
        if (!isUnary && !Binary.Contains(node.Operator))
            return null;
        string[] values = [.. isUnary ? node.Inputs.Take(1) : node.Inputs.Where(name => graph.Constant(name) is null)];
        Node?[] makers = [.. values.Select(name => graph.OnlyMaker(name, "Transpose"))];
        if (makers.Length == 0 || makers.Any(static m => m is null))
            return null;
        int[] order = Order(makers[0]!, graph);
        bool alike = makers.All(m => Order(m!, graph).SequenceEqual(order))
            && (isUnary || node.Inputs.All(name => graph.Constant(name) is not { } c || c.Rank <= order.Length))
            && graph.Shape(node.Output).Length == order.Length;
        if (!alike || IsNone(order))
            return null;
        string[] inputs = [.. node.Inputs.Select((name, i) =>
            isUnary && i > 0 ? name
            : graph.Constant(name) is { } constant ? graph.Graph.AddConstant(name, Back(constant, order))
            : graph.Maker(name, "Transpose")!.Input(0))];
        long[] shape = graph.Shape(node.Output), before = new long[shape.Length];
        for (int i = 0; i < order.Length; i++)
            before[order[i]] = shape[i];
        string sunk = graph.NewValue(node.Output, before);
        return [node with { Inputs = inputs, Outputs = [sunk] }, Transpose(node, [sunk], order)];
    }

    private static Node Transpose(Node node, string[] inputs, int[] order) => IsNone(order)
        ? new Node(node.Name, "Identity", inputs, node.Outputs, Node.Bare)
        : new Node(node.Name, "Transpose", inputs, node.Outputs, Node.Bare).With("perm", order.Select(static a => (long)a).ToArray());

    private static int[] Order(Node node, Matcher graph) => ShapeRules.Permutation(node, graph.Shape(node.Input(0)).Length);

    private static bool IsNone(int[] order) => order.Select(static (axis, i) => axis == i).All(static same => same);

    /// <summary>A constant with its axes where they were before the transpose.</summary>
    private static Tensor Back(Tensor constant, int[] order)
    {
        long[] extents = [.. Enumerable.Repeat(1L, order.Length - constant.Rank), .. constant.Extents];
        long[] strides = Broadcasting.Strides(extents), to = new long[order.Length], by = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
            (to[order[i]], by[order[i]]) = (extents[i], strides[i]);
        return Broadcasting.Pick(constant, to, by);
    }
}
