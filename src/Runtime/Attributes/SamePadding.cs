namespace Unrolled;

/// <summary>
/// Padding that gives <c>⌈input/stride⌉</c> outputs along each axis: <c>max(0, (outputs-1)·stride + dilation·(kernel-1) + 1 - input)</c>
/// elements, half of them on either side. With a step of 1 the output has the input's extents, as with PyTorch's <c>padding='same'</c>.
/// </summary>
public enum SamePadding
{
    /// <summary>Padding is what the layer's other arguments say.</summary>
    None,

    /// <summary>Of an odd number the larger half stands behind: TensorFlow's and Keras's <c>same</c>, ONNX's <c>SAME_UPPER</c>.</summary>
    Upper,

    /// <summary>Of an odd number the larger half stands in front: ONNX's <c>SAME_LOWER</c>.</summary>
    Lower,
}
