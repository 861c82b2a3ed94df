using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// Layer normalisation in pieces: <c>d = x - mean(x)</c>, <c>d/√(mean(d²) + ε)</c>, then perhaps a scale and a shift.
/// </summary>
internal static class LayerNorms
{
    public static Node[]? Find(Node node, Matcher graph)
    {
        (string difference, string? root) = node.Operator switch
        {
            "Div" => (node.Input(0), node.Input(1)),
            "Mul" when Inverse(node.Input(1), graph) is { } behind => (node.Input(0), behind),
            "Mul" when Inverse(node.Input(0), graph) is { } before => (node.Input(1), before),
            _ => ("", null),
        };
        if (root is null || graph.Maker(difference, "Sub") is not { } sub || Mean(sub.Input(1), graph) is not { } mean
            || mean.Input(0) != sub.Input(0))
            return null;
        if (graph.Maker(root, "Sqrt") is not { } sqrt || graph.Maker(sqrt.Input(0), "Add") is not { } sum
            || graph.WithConstant(sum) is not { } shifted || shifted.Constant.Uniform is not { } epsilon
            || Mean(shifted.Value, graph) is not { } variance || !IsSquare(variance.Input(0), sub, graph))
            return null;
        int[] axes = Axes(mean, graph);
        int rank = graph.Shape(sub.Input(0)).Length;
        bool isLast = axes.SequenceEqual(Enumerable.Range(rank - axes.Length, axes.Length)) && Axes(variance, graph).SequenceEqual(axes);
        return !isLast ? null :
        [
            new Node(node.Name, "LayerNormalization", [sub.Input(0)], node.Outputs, Node.Bare)
                .With("axis", (long)(rank - axes.Length)).With("epsilon", (float)epsilon),
        ];
    }

    /// <summary>A scale, and then a shift, behind a normalisation that has none.</summary>
    public static Node[]? Absorb(Node node, Matcher graph)
    {
        int place = node.Operator == "Mul" ? 1 : 2;
        if (node.Operator is not ("Mul" or "Add") || graph.WithConstant(node) is not { } pair
            || graph.OnlyMaker(pair.Value, "LayerNormalization") is not { } norm || norm.Input(2).Length > 0)
            return null;
        if (place == 1 && norm.Input(1).Length > 0)
            return null;
        long[] shape = graph.Shape(norm.Input(0));
        long[] own = shape[Facts.Axis(norm.Integer("axis", -1), shape.Length)..];
        Tensor constant = pair.Constant;
        if (constant.Rank > own.Length && constant.Extents[..^own.Length].Any(static e => e != 1))
            return null;
        Tensor whole = Broadcasting.Expand(constant.Rank > own.Length ? constant.As(constant.Extents[^own.Length..]) : constant, own);
        string name = whole.Extents.SequenceEqual(constant.Extents) ? Matcher.Other(node, pair.Value)!
            : graph.Graph.AddConstant(node.Output, whole);
        string scale = place == 1 ? name : norm.Input(1);
        return [norm with { Inputs = place == 1 ? [norm.Input(0), scale] : [norm.Input(0), scale, name], Outputs = node.Outputs }];
    }

    /// <summary>The mean and the inverse deviation that a normalisation gives besides, computed from its input.</summary>
    public static Node[]? Statistics(Node node, Matcher graph)
    {
        if (node.Operator != "LayerNormalization" || node.Outputs.Length == 1)
            return null;
        long[] x = graph.Shape(node.Input(0));
        int axis = Facts.Axis(node.Integer("axis", -1), x.Length);
        long[] few = [.. x.Select((extent, i) => i < axis ? extent : 1)];
        long[] own = [.. Enumerable.Range(axis, x.Length - axis).Select(static a => (long)a)];
        string axes = graph.Graph.AddConstant(node.Output, Tensor.List(own));
        string epsilon = graph.Graph.AddConstant(node.Output, Tensor.Scalar(node.Number("epsilon", 1e-5)));
        string mean = Named(1, few), difference = graph.NewValue(node.Output, x), square = graph.NewValue(node.Output, x);
        string variance = graph.NewValue(node.Output, few), sum = graph.NewValue(node.Output, few), root = graph.NewValue(node.Output, few);
        List<Node> nodes =
        [
            Of("ReduceMean", mean, node.Input(0), axes),
            Of("Sub", difference, node.Input(0), mean),
            Of("Mul", square, difference, difference),
            Of("ReduceMean", variance, square, axes),
            Of("Add", sum, variance, epsilon),
            Of("Sqrt", root, sum),
            Of("Reciprocal", Named(2, few), root),
        ];
        if (node.Output.Length > 0)
            nodes.Add(node with { Outputs = [node.Output] });
        return [.. nodes];

        Node Of(string kind, string output, params string[] inputs) => new(node.Name, kind, inputs, [output], Node.Bare);

        string Named(int output, long[] shape) =>
            output < node.Outputs.Length && node.Outputs[output].Length > 0 ? node.Outputs[output] : graph.NewValue(node.Input(0), shape);
    }

    private static Node? Mean(string value, Matcher graph) =>
        graph.Maker(value, "ReduceMean") is { } mean && mean.Integer("keepdims", 1) != 0 ? mean : null;

    private static int[] Axes(Node mean, Matcher graph) => ShapeRules.ReducedAxes(mean, new Facts(graph.Graph, mean));

    /// <summary>What <c>1/value</c> is made of.</summary>
    private static string? Inverse(string value, Matcher graph) =>
        graph.Maker(value, "Reciprocal")?.Input(0)
        ?? (graph.Maker(value, "Div") is { } quotient && graph.Is(quotient.Input(0), 1) ? quotient.Input(1) : null);

    /// <summary>Whether a value is <c>d²</c>; some exporters compute d a second time.</summary>
    private static bool IsSquare(string value, Node difference, Matcher graph)
    {
        bool IsDifference(string name) => name == difference.Output
            || (graph.Maker(name, "Sub") is { } again && again.Input(0) == difference.Input(0)
                && Mean(again.Input(1), graph) is { } mean && mean.Input(0) == difference.Input(0));
        return (graph.Maker(value, "Pow") is { } power && graph.Is(power.Input(1), 2) && IsDifference(power.Input(0)))
            || (graph.Maker(value, "Mul") is { } product && product.Inputs.All(IsDifference));
    }
}
