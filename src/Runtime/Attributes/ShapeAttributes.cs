namespace Unrolled;

/// <summary>Makes one axis of all: <c>[16, 4, 4]</c> becomes <c>[256]</c>, in the same order.</summary>
public sealed class FlattenAttribute : LayerAttribute;

/// <summary>The same elements in the same order, on other axes: <c>[12]</c> becomes <c>[3, 4]</c> by <c>Reshape(3, 4)</c>.</summary>
/// <param name="shape">One to three extents, outermost first, with as many elements as the input.</param>
public sealed class ReshapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The extents, outermost first.</summary>
    public int[] Shape { get; } = shape;
}

/// <summary>
/// Makes columns of rows: the <c>[channels, length]</c> of a 1-D convolution become the <c>[steps, features]</c> of a
/// sequence, and the reverse.
/// </summary>
public sealed class TransposeAttribute : LayerAttribute;
