namespace Unrolled.Benchmarks.Peers;

/// <summary>Recurrent layers, by ONNX's names of their types: <c>LSTM</c>, <c>GRU</c>.</summary>
internal sealed partial class OnnxLayers
{
    // What ONNX calls the gates, in its own order and in PyTorch's: i, f, g, o and r, z, n.
    private static readonly Dictionary<string, (string Onnx, string Torch)> GateOrders = new()
    {
        ["LSTM"] = ("iofc", "ifco"),
        ["GRU"] = ("zrh", "rzh"),
    };

    /// <summary>Recurrent layers over [batch, steps, features], one on another, of which the last one's last output goes on.</summary>
    public OnnxLayers LastStep(string type, int layers = 1)
    {
        model.Node("Transpose", [model.Last], [("perm", new[] { 1L, 0L, 2L })]);
        for (int layer = 1; layer < layers; layer++)
        {
            (string[] weights, int units) = Weights(type);
            model.Node(type, [model.Last, .. weights], Attributes(type, units));
            // All outputs are [steps, directions, batch, units].
            model.Node("Squeeze", [model.Last, model.Constant([1L], 1)]);
        }

        (string[] last, int width) = Weights(type);
        model.Node(type, [model.Last, .. last], Attributes(type, width), "", "h");
        model.Node("Reshape", ["h", model.Constant([(long)batch, width], 2)]);
        return this;
    }

    /// <summary>One step of a recurrent layer, whose state comes and goes as an input and an output.</summary>
    public void Step(string type)
    {
        string x = model.Last;
        (string[] weights, int units) = Weights(type);
        string[] state = type == "LSTM" ? ["h0", "c0"] : ["h0"], next = type == "LSTM" ? ["h", "c"] : ["h"];
        foreach (string name in state)
            model.Input(name, 1, 1, units);
        model.Node(type, [x, .. weights, "", .. state], Attributes(type, units), ["y", .. next]);
        foreach (string name in next)
            model.Output(name, 1, 1, units);
    }

    private static (string Name, object Value)[] Attributes(string type, int units)
    {
        (string, object) size = ("hidden_size", (long)units);
        // PyTorch's GRU resets what the state's matrix gives, not the state.
        return type == "GRU" ? [size, ("linear_before_reset", 1L)] : [size];
    }

    /// <summary>The next layer's tensors, their gates in ONNX's order.</summary>
    private (string[] Names, int Units) Weights(string type)
    {
        (string order, string given) = GateOrders[type];
        NamedTensor input = Take(), state = Take(), bias = Take(), stateBias = Take();
        float[] biases = [.. Gates(bias), .. Gates(stateBias)];
        string[] names =
        [
            model.Constant(Gates(input), [1, .. input.Shape]),
            model.Constant(Gates(state), [1, .. state.Shape]),
            model.Constant(biases, 1, biases.Length),
        ];
        return (names, (int)state.Shape[1]);

        float[] Gates(NamedTensor tensor)
        {
            float[][] gates = [.. tensor.Values.Chunk(tensor.Values.Length / order.Length)];
            return [.. order.SelectMany(gate => gates[given.IndexOf(gate)])];
        }
    }
}
