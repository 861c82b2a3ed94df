namespace Unrolled;

/// <summary>Makes one axis of all: <c>[16, 4, 4]</c> becomes <c>[256]</c>, in the same order.</summary>
public sealed class FlattenAttribute : LayerAttribute;

/// <summary>The same elements in the same order, on other axes: <c>[12]</c> becomes <c>[3, 4]</c> by <c>Reshape(3, 4)</c>.</summary>
/// <param name="shape">One to five extents, outermost first, with as many elements as the input.</param>
public sealed class ReshapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The extents, outermost first.</summary>
    public int[] Shape { get; } = shape;
}

/// <summary>
/// The axes in another order. Without a list, columns of rows: the <c>[channels, length]</c> of a 1-D convolution become the
/// <c>[steps, features]</c> of a sequence, and the reverse. <c>Transpose(2, 0, 1)</c> makes <c>[channels, height, width]</c> of
/// <c>[height, width, channels]</c>, as PyTorch's <c>permute</c>.
/// </summary>
/// <param name="axes">For each axis of the result, outermost first, the axis of the input that it is; each once, from 0.</param>
public sealed class TransposeAttribute(params int[] axes) : LayerAttribute
{
    /// <summary>The axes of the input in the result's order; empty for two that change places.</summary>
    public int[] Axes { get; } = axes;
}

/// <summary>
/// Elements added around a value, PyTorch's <c>torch.nn.functional.pad</c>: <c>Pad(1, 1, 2, 0)</c> adds a column on either side
/// of an image and two rows above it.
/// </summary>
/// <param name="amounts">
/// Before and after the last axis, then before and after the one in front of it, and so on; negative amounts take elements away, which
/// only <see cref="PadMode.Constant"/> does.
/// </param>
public sealed class PadAttribute(params int[] amounts) : LayerAttribute
{
    /// <summary>Before and after each axis, the last axis first.</summary>
    public int[] Amounts { get; } = amounts;

    /// <summary>What is added. <see cref="PadMode.Constant"/> unless set.</summary>
    public PadMode Mode { get; set; }

    /// <summary>The number that is added in the mode <see cref="PadMode.Constant"/>. 0 unless set.</summary>
    public double Value { get; set; }
}

/// <summary>What elements <see cref="PadAttribute"/> adds.</summary>
public enum PadMode
{
    /// <summary>One number.</summary>
    Constant,

    /// <summary>The elements next to the edge, mirrored at it: <c>c b | a b c</c>. Fewer than the axis has.</summary>
    Reflect,

    /// <summary>The element at the edge: <c>a a | a b c</c>. PyTorch's <c>replicate</c>, ONNX's <c>edge</c>.</summary>
    Edge,

    /// <summary>The elements of the other end: <c>b c | a b c</c>. PyTorch's <c>circular</c>. No more than the axis has.</summary>
    Wrap,
}

/// <summary>
/// A stretch of one axis, as Python's <c>x[start:end:step]</c>: negative places count from the end, and what lies outside the axis is left
/// out.
/// </summary>
public sealed class SliceAttribute : LayerAttribute
{
    /// <summary>From an element to the last one, or with a negative step to the first.</summary>
    /// <param name="axis">The axis, from 0; -1 for the last one.</param>
    /// <param name="start">The first element.</param>
    public SliceAttribute(int axis, int start)
    {
        Axis = axis;
        Start = start;
    }

    /// <summary>From an element to before another one.</summary>
    /// <param name="axis">The axis, from 0; -1 for the last one.</param>
    /// <param name="start">The first element.</param>
    /// <param name="end">The element before which it ends.</param>
    public SliceAttribute(int axis, int start, int end)
        : this(axis, start) => End = end;

    /// <summary>The axis.</summary>
    public int Axis { get; }

    /// <summary>The first element.</summary>
    public int Start { get; }

    /// <summary>The element before which it ends; null for the axis's end.</summary>
    public int? End { get; }

    /// <summary>The step between elements; negative ones go backwards. 1 unless set.</summary>
    public int Step { get; set; } = 1;
}

/// <summary>
/// Images of <c>[channels, height, width]</c>, or lines of <c>[channels, length]</c>, made a whole number of times as large. PyTorch's
/// <c>Upsample</c>.
/// </summary>
/// <param name="factor">How many times as high and wide, or as long, at least 1.</param>
public sealed class UpsampleAttribute(int factor) : LayerAttribute
{
    /// <summary>How many times as high and wide, or as long.</summary>
    public int Factor { get; } = factor;

    /// <summary>How many times as high, where it differs from <see cref="Factor"/>.</summary>
    public int FactorHeight { get; set; }

    /// <summary>How many times as wide, where it differs from <see cref="Factor"/>.</summary>
    public int FactorWidth { get; set; }

    /// <summary>What stands between elements. <see cref="UpsampleMode.Nearest"/> unless set.</summary>
    public UpsampleMode Mode { get; set; }

    /// <summary>
    /// Whether the first and last outputs are the first and last inputs, and the others evenly between; PyTorch's <c>align_corners</c>. An
    /// output is then a sum over the three inputs around its place, one of them with the weight 0, which a NaN or infinity survives. False
    /// unless set.
    /// </summary>
    public bool AlignCorners { get; set; }
}

/// <summary>What <see cref="UpsampleAttribute"/> puts between elements.</summary>
public enum UpsampleMode
{
    /// <summary>Copies of the nearest one.</summary>
    Nearest,

    /// <summary>Means of the neighbours by their distance: PyTorch's <c>linear</c> on lines and <c>bilinear</c> on images.</summary>
    Linear,
}

/// <summary>
/// Blocks of <c>factor²</c> channels as the places of one that is <c>factor</c> times as high and wide: <c>[c·factor², h, w]</c> becomes
/// <c>[c, h·factor, w·factor]</c>. PyTorch's <c>PixelShuffle</c>.
/// </summary>
/// <param name="factor">How many times as high and wide, at least 1.</param>
public sealed class PixelShuffleAttribute(int factor) : LayerAttribute
{
    /// <summary>How many times as high and wide.</summary>
    public int Factor { get; } = factor;
}

/// <summary>
/// The inverse of <see cref="PixelShuffleAttribute"/>: <c>[c, h·factor, w·factor]</c> becomes <c>[c·factor², h, w]</c>. PyTorch's
/// <c>PixelUnshuffle</c>.
/// </summary>
/// <param name="factor">How many times as small in height and width, at least 1; it divides both.</param>
public sealed class PixelUnshuffleAttribute(int factor) : LayerAttribute
{
    /// <summary>How many times as small in height and width.</summary>
    public int Factor { get; } = factor;
}
