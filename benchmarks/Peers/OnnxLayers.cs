namespace Unrolled.Benchmarks.Peers;

/// <summary>The layers of the workloads as ONNX has them, with tensors taken from a network in order.</summary>
internal sealed class OnnxLayers(OnnxModel model, NamedTensor[] tensors, int batch)
{
    private int _next;

    public OnnxLayers Gemm(bool bias = true)
    {
        NamedTensor weight = tensors[_next++];
        List<string> inputs = [model.Last, model.Constant(weight.Values, weight.Shape)];
        if (bias)
            inputs.Add(Constant(tensors[_next++]));
        model.Node("Gemm", [.. inputs], [("transB", 1L)]);
        return this;
    }

    /// <summary>A dense layer with the batch normalisation behind it folded into it, as exporters do: the best case for the peer.</summary>
    public OnnxLayers GemmNorm()
    {
        NamedTensor weight = tensors[_next++], bias = tensors[_next++], scale = tensors[_next++], shift = tensors[_next++], mean = tensors[_next++], variance = tensors[_next++];
        float[] weights = [.. weight.Values], biases = [.. bias.Values];
        int width = (int)weight.Shape[1];
        for (int unit = 0; unit < biases.Length; unit++)
        {
            float factor = scale.Values[unit] / MathF.Sqrt(variance.Values[unit] + 1e-5f);
            for (int i = 0; i < width; i++)
                weights[unit * width + i] *= factor;
            biases[unit] = (biases[unit] - mean.Values[unit]) * factor + shift.Values[unit];
        }

        model.Node("Gemm", [model.Last, model.Constant(weights, weight.Shape), model.Constant(biases, bias.Shape)], [("transB", 1L)]);
        return this;
    }

    public OnnxLayers Conv()
    {
        model.Node("Conv", [model.Last, Constant(tensors[_next++]), Constant(tensors[_next++])]);
        return this;
    }

    public OnnxLayers MaxPool(long size)
    {
        model.Node("MaxPool", [model.Last], [("kernel_shape", new[] { size, size }), ("strides", new[] { size, size })]);
        return this;
    }

    /// <summary>An element-wise function: <c>Relu</c>, <c>Tanh</c>.</summary>
    public OnnxLayers Map(string function)
    {
        model.Node(function, [model.Last]);
        return this;
    }

    public OnnxLayers Flatten()
    {
        model.Node("Flatten", [model.Last]);
        return this;
    }

    /// <summary>An LSTM over [batch, steps, features] whose last output goes on.</summary>
    public OnnxLayers LstmLast()
    {
        model.Node("Transpose", [model.Last], [("perm", new[] { 1L, 0L, 2L })]);
        string[] weights = Recurrent("iofc", out int hidden);
        model.Node("LSTM", [model.Last, .. weights], [("hidden_size", (long)hidden)], "y", "h");
        model.Node("Reshape", ["h", model.Constant([(long)batch, hidden], 2)]);
        return this;
    }

    /// <summary>One step of a recurrent layer, whose state comes and goes as an input and an output.</summary>
    public void Step(string type)
    {
        string x = model.Last;
        string[] weights = Recurrent(type == "LSTM" ? "iofc" : "zrh", out int hidden);
        string[] state = type == "LSTM" ? ["h0", "c0"] : ["h0"], next = type == "LSTM" ? ["h", "c"] : ["h"];
        foreach (string name in state)
            model.Input(name, 1, 1, hidden);
        (string, object)[] attributes = [("hidden_size", (long)hidden), .. type == "GRU" ? new (string, object)[] { ("linear_before_reset", 1L) } : []];
        model.Node(type, [x, .. weights, "", .. state], attributes, ["y", .. next]);
        foreach (string name in next)
            model.Output(name, 1, 1, hidden);
    }

    /// <summary>Weights with their gates in ONNX's order; PyTorch's is i, f, g, o and r, z, n.</summary>
    private string[] Recurrent(string order, out int hidden)
    {
        string given = order.Length == 4 ? "ifco" : "rzh";
        NamedTensor input = tensors[_next++], state = tensors[_next++], bias = tensors[_next++], stateBias = tensors[_next++];
        hidden = (int)state.Shape[1];
        float[] biases = [.. Gates(bias), .. Gates(stateBias)];
        return
        [
            model.Constant(Gates(input), [1, .. input.Shape]),
            model.Constant(Gates(state), [1, .. state.Shape]),
            model.Constant(biases, 1, biases.Length),
        ];

        float[] Gates(NamedTensor tensor) =>
            [.. order.SelectMany(gate => tensor.Values.Chunk(tensor.Values.Length / order.Length).ElementAt(given.IndexOf(gate)))];
    }

    private string Constant(NamedTensor tensor) => model.Constant(tensor.Values, tensor.Shape);
}
