using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// Normalisations in pieces: layer normalisation, <c>d = x - mean(x)</c>, <c>d/√(mean(d²) + ε)</c>, and the root mean square alone,
/// <c>x/√(mean(x²) + ε)</c>; then perhaps a scale, and a shift behind the first.
/// </summary>
internal static class LayerNorms
{
    private const string Whole = "LayerNormalization", Square = "RMSNormalization";

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

    /// <summary>As Keras multiplies it out: <c>x·g + (b - mean(x)·g)</c>, or <c>x·g + (-mean(x)·g + b)</c>, with <c>g = γ/√(var + ε)</c>.</summary>
    public static Node[]? MultipliedOut(Node node, Matcher graph)
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
                    && graph.WithConstant(scaled) is { } scale && Inverse(scale.Value, graph) is { } root && Root(root, graph) is { } mean
                    && IsSquare(mean.Squares, d => Centred(d, mean.Axes, graph) == x, graph)
                    && Shift(shift, gain, x, mean.Axes, graph) is { } bias)
                    return Apart(node, x, mean, Matcher.Other(scaled, scale.Value)!, bias, graph);
            }
        }

        return null;
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

    private static Node Made(Node node, string type, string x, Variance variance) =>
        new Node(node.Name, type, [x], node.Outputs, Node.Bare)
            .With("axis", (long)variance.Axes[0]).With("epsilon", variance.Epsilon);

    private static Node[] Apart(Node node, string x, Variance variance, string scale, string bias, Matcher graph)
    {
        long[] shape = graph.Shape(x);
        string normal = graph.NewValue(node.Output, shape), larger = graph.NewValue(node.Output, shape);
        return
        [
            Made(node with { Outputs = [normal] }, Whole, x, variance),
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
        return Mean(mean, graph) is { } made && made.Input(0) == x && Axes(made, graph).SequenceEqual(axes) ? bias : null;
    }

    /// <summary>The mean of squares over the last axes under a root, and what is added to it.</summary>
    private static Variance? Root(string root, Matcher graph)
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

    private static Node? Mean(string value, Matcher graph) =>
        graph.Maker(value, "ReduceMean") is { } mean && mean.Integer("keepdims", 1) != 0 ? mean : null;

    private static int[] Axes(Node mean, Matcher graph) => ShapeRules.ReducedAxes(mean, new Facts(graph.Graph, mean));

    /// <summary>What <c>1/value</c> is made of.</summary>
    private static string? Inverse(string value, Matcher graph) =>
        graph.Maker(value, "Reciprocal")?.Input(0)
        ?? (graph.Maker(value, "Div") is { } quotient && graph.Is(quotient.Input(0), 1) ? quotient.Input(1) : null);

    /// <summary>The x of <c>x - mean(x)</c> over these axes; some exporters compute the difference twice.</summary>
    private static string? Centred(string value, int[] axes, Matcher graph) =>
        graph.Maker(value, "Sub") is { } sub && Mean(sub.Input(1), graph) is { } mean && mean.Input(0) == sub.Input(0)
            && Axes(mean, graph).SequenceEqual(axes) ? sub.Input(0) : null;

    private static bool IsSquare(string value, Func<string, bool> isIt, Matcher graph) =>
        (graph.Maker(value, "Pow") is { } power && graph.Is(power.Input(1), 2) && isIt(power.Input(0)))
        || (graph.Maker(value, "Mul") is { } product && product.Inputs.All(isIt));

    /// <param name="Squares">What the mean is of.</param>
    /// <param name="Axes">The axes that it is over.</param>
    /// <param name="Epsilon">What is added to it.</param>
    private sealed record Variance(string Squares, int[] Axes, float Epsilon);
}
