namespace Unrolled;

/// <summary>
/// The base of what makes one number of all elements along some axes. Without axes it is all places of each channel, or all steps of
/// each feature: <c>[channels, height, width]</c> becomes <c>[channels]</c>, <c>[steps, features]</c> becomes <c>[features]</c>, and a
/// single axis one element. Where no axis is left the result is <c>[1]</c>.
/// </summary>
public abstract class ReduceAttribute : LayerAttribute
{
    private protected ReduceAttribute(params int[] axes) => Axes = axes;

    /// <summary>The axes.</summary>
    public int[] Axes { get; }

    /// <summary>Whether the axes stay, with the extent 1. False unless set.</summary>
    public bool KeepDimensions { get; set; }
}

/// <summary>The sum over axes. PyTorch's <c>sum</c>.</summary>
/// <param name="axes">The axes, those of a sample counted from 0, or from -1 backwards.</param>
public sealed class SumAttribute(params int[] axes) : ReduceAttribute(axes);

/// <summary>The mean over axes. PyTorch's <c>mean</c>.</summary>
/// <param name="axes">The axes, those of a sample counted from 0, or from -1 backwards.</param>
public sealed class MeanAttribute(params int[] axes) : ReduceAttribute(axes);

/// <summary>The largest over axes; on ties the first one, row by row, receives the gradient, as in PyTorch's <c>max(dim)</c>.</summary>
/// <param name="axes">The axes, those of a sample counted from 0, or from -1 backwards.</param>
public sealed class MaxAttribute(params int[] axes) : ReduceAttribute(axes);

/// <summary>The smallest over axes; on ties the first one, row by row, receives the gradient, as in PyTorch's <c>min(dim)</c>.</summary>
/// <param name="axes">The axes, those of a sample counted from 0, or from -1 backwards.</param>
public sealed class MinAttribute(params int[] axes) : ReduceAttribute(axes);

/// <summary>
/// The mean of each channel, <c>[channels, length]</c> becomes <c>[channels]</c>. PyTorch's <c>AdaptiveAvgPool1d(1)</c> and <c>Flatten</c>.
/// </summary>
public sealed class GlobalAvgPool1DAttribute : LayerAttribute;

/// <summary>
/// The mean of each channel, <c>[channels, height, width]</c> becomes <c>[channels]</c>. PyTorch's
/// <c>AdaptiveAvgPool2d(1)</c> and <c>Flatten</c>.
/// </summary>
public sealed class GlobalAvgPool2DAttribute : LayerAttribute;

/// <summary>
/// The largest of each channel, <c>[channels, length]</c> becomes <c>[channels]</c>; the first one receives the gradient. PyTorch's
/// <c>AdaptiveMaxPool1d(1)</c> and <c>Flatten</c>.
/// </summary>
public sealed class GlobalMaxPool1DAttribute : LayerAttribute;

/// <summary>
/// The largest of each channel, <c>[channels, height, width]</c> becomes <c>[channels]</c>; the first one, row by row, receives the
/// gradient. PyTorch's <c>AdaptiveMaxPool2d(1)</c> and <c>Flatten</c>.
/// </summary>
public sealed class GlobalMaxPool2DAttribute : LayerAttribute;
