namespace Unrolled;

/// <summary>
/// A transposed convolution over <c>[channels, height, width]</c>, PyTorch's <c>ConvTranspose2d</c>: each input adds
/// its kernel to the outputs around <c>r·stride-padding, c·stride-padding</c>. An axis of <c>n</c> becomes
/// <c>(n-1)·stride - 2·padding + dilation·(kernel-1) + outputPadding + 1</c>. Weights are
/// <c>[channels, filters/groups, height, width]</c> in files.
/// </summary>
public sealed class ConvTranspose2DAttribute : ImageConvolutionAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernel">The kernel's height and width, at least 1.</param>
    public ConvTranspose2DAttribute(int filters, int kernel)
        : this(filters, kernel, kernel)
    {
    }

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public ConvTranspose2DAttribute(int filters, int kernelHeight, int kernelWidth)
        : base(filters, kernelHeight, kernelWidth)
    {
    }

    /// <summary>Rows and columns added below and to the right, less than the stride or the dilation. 0 unless set.</summary>
    public int OutputPadding { get; set; }

    /// <summary>Rows added below, where they differ from <see cref="OutputPadding"/>; -1 follows it.</summary>
    public int OutputPaddingHeight { get; set; } = -1;

    /// <summary>Columns added to the right, where they differ from <see cref="OutputPadding"/>; -1 follows it.</summary>
    public int OutputPaddingWidth { get; set; } = -1;
}
