namespace Unrolled.Benchmarks.Peers;

/// <summary>The layers of the workloads as ONNX has them, with tensors taken from a network in order.</summary>
internal sealed partial class OnnxLayers(OnnxModel model, NamedTensor[] tensors, int batch)
{
    private int _next;

    public OnnxLayers Gemm(bool bias = true)
    {
        NamedTensor weight = Take();
        return Gemm(weight, bias ? Take() : null);
    }

    /// <summary>A dense layer with the batch normalisation behind it folded into it, as exporters do: the best case for the peer.</summary>
    public OnnxLayers GemmNorm()
    {
        (NamedTensor weight, NamedTensor bias) = TakeFolded();
        return Gemm(weight, bias);
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

    /// <summary>The sum of what layers make of a value, and of the value, or of what others make of it.</summary>
    public OnnxLayers Residual(Action inner, Action? projection = null)
    {
        string input = model.Last;
        inner();
        string made = model.Last;
        model.Last = input;
        projection?.Invoke();
        model.Node("Add", [made, model.Last]);
        return this;
    }

    private OnnxLayers Gemm(NamedTensor weight, NamedTensor? bias)
    {
        string[] biases = bias is null ? [] : [Constant(bias)];
        model.Node("Gemm", [model.Last, Constant(weight), .. biases], [("transB", 1L)]);
        return this;
    }

    private NamedTensor Take() => tensors[_next++];

    private (NamedTensor Weight, NamedTensor Bias) TakeFolded() =>
        NormFolding.Fold(Take(), Take(), new NormTensors(Scale: Take(), Shift: Take(), Mean: Take(), Variance: Take()));

    private string Constant(NamedTensor tensor) => model.Constant(tensor.Values, tensor.Shape);
}
