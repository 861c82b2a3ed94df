namespace Unrolled.Onnx.Saving;

/// <summary>Element-wise functions, and those of the last axis.</summary>
internal static class ActivationWriters
{
    // What has an operator of the same meaning, with the attributes that its arguments are.
    private static readonly (string Kind, string Type, (string Attribute, string Argument)[] Arguments)[] s_operators =
    [
        ("ReLU", "Relu", []), ("Sigmoid", "Sigmoid", []), ("Tanh", "Tanh", []), ("SELU", "Selu", []), ("Softsign", "Softsign", []),
        ("HardSwish", "HardSwish", []), ("Exp", "Exp", []), ("Log", "Log", []), ("Sqrt", "Sqrt", []), ("Abs", "Abs", []),
        ("Neg", "Neg", []), ("Erf", "Erf", []), ("Sinh", "Sinh", []), ("Cosh", "Cosh", []), ("Asinh", "Asinh", []),
        ("Acosh", "Acosh", []), ("Atanh", "Atanh", []),
        ("Reciprocal", "Reciprocal", []), ("ELU", "Elu", [("alpha", "Alpha")]), ("CELU", "Celu", [("alpha", "Alpha")]),
        ("LeakyReLU", "LeakyRelu", [("alpha", "Slope")]), ("ThresholdedReLU", "ThresholdedRelu", [("alpha", "Alpha")]),
        ("HardSigmoid", "HardSigmoid", [("alpha", "Alpha"), ("beta", "Beta")]),
    ];

    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        .. s_operators.Select(static o => new LayerWriter(o.Kind, layer =>
            layer.Map(o.Type, [.. o.Arguments.Select(a => (a.Attribute, (object)layer.Layer.Number(a.Argument)))]))),
        new("Softmax", static layer => layer.Map("Softmax", ("axis", -1))),
        new("LogSoftmax", static layer => layer.Map("LogSoftmax", ("axis", -1))),
        new("Dropout", static layer => layer.X.Name),
        new("Clip", Clip), new("ReLU6", Clip), new("Pow", Pow), new("SiLU", SiLU), new("Mish", Mish), new("GELU", Gelu),
        new("Softplus", Softplus),
    ];

    private static string Clip(SavedLayer layer)
    {
        string Bound(string name) => double.IsInfinity(layer.Layer.Number(name)) ? "" : layer.Graph.Number(layer.Layer.Number(name));
        string least = Bound("Min"), most = Bound("Max");
        return layer.Graph.Node("Clip", most.Length == 0 ? [layer.X.Name, least] : [layer.X.Name, least, most]);
    }

    private static string Pow(SavedLayer layer) =>
        layer.Graph.Node("Pow", [layer.X.Name, layer.Graph.Number(layer.Layer.Number("Exponent"))]);

    private static string SiLU(SavedLayer layer) => layer.Graph.Node("Mul", [layer.X.Name, layer.Map("Sigmoid")]);

    private static string Mish(SavedLayer layer) =>
        layer.Graph.Node("Mul", [layer.X.Name, layer.Graph.Node("Tanh", [layer.Map("Softplus")])]);

    /// <summary><c>½·x·(1 + erf(x/√2))</c>, or with the hyperbolic tangent for it: the operator came with opset 20.</summary>
    private static string Gelu(SavedLayer layer)
    {
        SavedGraph graph = layer.Graph;
        string x = layer.X.Name;
        string inner = layer.Layer.Member("Approximate") == "Tanh"
            ? graph.Node("Tanh", [graph.Node("Mul", [Cubic(), graph.Number(Math.Sqrt(2 / Math.PI))])])
            : graph.Node("Erf", [graph.Node("Div", [x, graph.Number(Math.Sqrt(2))])]);
        string doubled = graph.Node("Mul", [x, graph.Node("Add", [inner, graph.Number(1)])]);
        return graph.Node("Mul", [doubled, graph.Number(0.5)]);

        string Cubic()
        {
            string cube = graph.Node("Mul", [graph.Node("Mul", [x, x]), x]);
            return graph.Node("Add", [x, graph.Node("Mul", [cube, graph.Number(0.044715)])]);
        }
    }

    private static string Softplus(SavedLayer layer)
    {
        // Above it, what the identity leaves out is less than a float's last digit.
        const double NothingBeyond = 17;
        (SavedGraph graph, double beta, double threshold) = (layer.Graph, layer.Layer.Number("Beta"), layer.Layer.Number("Threshold"));
        string scaled = beta == 1 ? layer.X.Name : graph.Node("Mul", [layer.X.Name, graph.Number(beta)]);
        string soft = graph.Node("Softplus", [scaled]);
        string y = beta == 1 ? soft : graph.Node("Div", [soft, graph.Number(beta)]);
        if (threshold >= NothingBeyond)
            return y;
        return graph.Node("Where", [graph.Node("Greater", [scaled, graph.Number(threshold)]), layer.X.Name, y]);
    }
}
