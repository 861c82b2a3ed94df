namespace Unrolled.Benchmarks.Peers;

/// <summary>Convolutions and pooling; a convolution has as many axes as its weights tell.</summary>
internal sealed partial class OnnxLayers
{
    public OnnxLayers Conv(int stride = 1, int padding = 0)
    {
        NamedTensor weight = Take(), bias = Take();
        return Conv(weight, bias, stride, padding, padding, groups: 1);
    }

    /// <summary>A convolution with the batch normalisation behind it folded into it; its last axis may have another padding.</summary>
    public OnnxLayers ConvNorm(int stride = 1, int padding = 0, int? paddingWidth = null, int groups = 1)
    {
        (NamedTensor weight, NamedTensor bias) = TakeFolded();
        return Conv(weight, bias, stride, padding, paddingWidth ?? padding, groups);
    }

    /// <summary>The largest value of windows that lie side by side, along so many axes.</summary>
    public OnnxLayers MaxPool(int size, int axes = 2) => Pool("MaxPool", size, size, axes);

    /// <summary>The mean of each window of an image.</summary>
    public OnnxLayers AveragePool(int size, int stride) => Pool("AveragePool", size, stride, axes: 2);

    /// <summary>The mean of each channel.</summary>
    public OnnxLayers GlobalAveragePool()
    {
        model.Node("GlobalAveragePool", [model.Last]);
        return Flatten();
    }

    private OnnxLayers Conv(NamedTensor weight, NamedTensor bias, int stride, int padding, int lastPadding, int groups)
    {
        int axes = weight.Shape.Length - 2;
        long[] paddings = [.. Each(padding, axes - 1), lastPadding];
        // ONNX has all beginnings first, then all ends.
        long[] ends = [.. paddings, .. paddings];
        (string, object)[] attributes = [("strides", Each(stride, axes)), ("pads", ends), ("group", (long)groups)];
        model.Node("Conv", [model.Last, Constant(weight), Constant(bias)], attributes);
        return this;
    }

    private OnnxLayers Pool(string type, int size, int stride, int axes)
    {
        model.Node(type, [model.Last], [("kernel_shape", Each(size, axes)), ("strides", Each(stride, axes))]);
        return this;
    }

    private static long[] Each(long value, int axes) => [.. Enumerable.Repeat(value, axes)];
}
