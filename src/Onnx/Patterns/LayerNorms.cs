using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// Normalisations in pieces: layer normalisation, <c>d = x - mean(x)</c>, <c>d/√(mean(d²) + ε)</c>, and the root mean square alone,
/// <c>x/√(mean(x²) + ε)</c>; then perhaps a scale, and a shift behind the first.
/// </summary>
internal static class LayerNorms
{
    public const string Whole = "LayerNormalization", Square = "RMSNormalization";

    public static Node[]? Find(Node node, Matcher graph)
    {
        (string value, string? root) = node.Operator switch
        {
            "Div" => (node.Input(0), node.Input(1)),
            "Mul" when Inverse(node.Input(1), graph) is { } behind => (node.Input(0), behind),
            "Mul" when Inverse(node.Input(0), graph) is { } before => (node.Input(1), before),
            _ => ("", null),
        };
        if (root is null || Root(root, graph) is not { } mean)
            return null;
        if (Centred(value, mean.Axes, graph) is { } x)
            return IsSquare(mean.Squares, d => Centred(d, mean.Axes, graph) == x, graph) ? [Made(node, Whole, x, mean)] : null;
        return IsSquare(mean.Squares, d => d == value, graph) ? [Made(node, Square, value, mean)] : null;
    }

    /// <summary>A scale, and then a shift, behind a normalisation that has none.</summary>
    public static Node[]? Absorb(Node node, Matcher graph)
    {
        int place = node.Operator == "Mul" ? 1 : 2;
        if (node.Operator is not ("Mul" or "Add") || graph.WithConstant(node) is not { } pair
            || graph.OnlyMaker(pair.Value, Whole, Square) is not { } norm || norm.Input(2).Length > 0)
            return null;
        if (place == 1 ? norm.Input(1).Length > 0 : norm.Operator == Square)
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
    public static string? Inverse(string value, Matcher graph) =>
        graph.Maker(value, "Reciprocal")?.Input(0)
        ?? (graph.Maker(value, "Div") is { } quotient && graph.Is(quotient.Input(0), 1) ? quotient.Input(1) : null);

    /// <summary>The x of <c>x - mean(x)</c> over these axes; some exporters compute the difference twice.</summary>
    public static string? Centred(string value, int[] axes, Matcher graph) =>
        graph.Maker(value, "Sub") is { } sub && IsMean(sub.Input(1), sub.Input(0), axes, graph) ? sub.Input(0) : null;

    public static bool IsSquare(string value, Func<string, bool> isIt, Matcher graph) =>
        (graph.Maker(value, "Pow") is { } power && graph.Is(power.Input(1), 2) && isIt(power.Input(0)))
        || (graph.Maker(value, "Mul") is { } product && product.Inputs.All(isIt));

    /// <summary>The mean of squares over the last axes under a root, and what is added to it.</summary>
    public static Variance? Root(string root, Matcher graph)
    {
        if (graph.Maker(root, "Sqrt") is not { } sqrt || graph.Maker(sqrt.Input(0), "Add") is not { } sum
            || graph.WithConstant(sum) is not { } shifted || shifted.Constant.Uniform is not { } epsilon
            || Mean(shifted.Value, graph) is not { } mean)
            return null;
        int[] axes = Axes(mean, graph);
        int rank = graph.Shape(mean.Input(0)).Length;
        bool isLast = axes.Length > 0 && axes.SequenceEqual(Enumerable.Range(rank - axes.Length, axes.Length));
        return isLast ? new Variance(mean.Input(0), axes, (float)epsilon) : null;
    }

    /// <summary>Whether a value is the mean of x over these axes.</summary>
    public static bool IsMean(string value, string x, int[] axes, Matcher graph) =>
        Mean(value, graph) is { } mean && mean.Input(0) == x && Axes(mean, graph).SequenceEqual(axes);

    public static Node Made(Node node, string type, string x, Variance variance) =>
        new Node(node.Name, type, [x], node.Outputs, Node.Bare)
            .With("axis", (long)variance.Axes[0]).With("epsilon", variance.Epsilon);
}

/// <summary>The mean of squares that a normalisation divides by.</summary>
/// <param name="Squares">What the mean is of.</param>
/// <param name="Axes">The axes that it is over.</param>
/// <param name="Epsilon">What is added to it.</param>
internal sealed record Variance(string Squares, int[] Axes, float Epsilon);
