namespace Unrolled;

/// <summary>
/// A transposed convolution over <c>[channels, height, width]</c>, PyTorch's <c>ConvTranspose2d</c>: each input adds its kernel to the outputs around
/// <c>r·stride-padding, c·stride-padding</c>. An axis of <c>n</c> becomes <c>(n-1)·stride - 2·padding + dilation·(kernel-1) + outputPadding + 1</c>.
/// Weights are <c>[channels, filters/groups, height, width]</c> in files.
/// </summary>
public sealed class ConvTranspose2DAttribute : ParameterLayerAttribute
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
    {
        Filters = filters;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
    }

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>The kernel's height.</summary>
    public int KernelHeight { get; }

    /// <summary>The kernel's width.</summary>
    public int KernelWidth { get; }

    /// <summary>The step between the outputs of neighbouring inputs on both axes. 1 unless set.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>The step downwards, where it differs from <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>The step to the right, where it differs from <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Rows and columns left out around the output. 0 unless set.</summary>
    public int Padding { get; set; }

    /// <summary>Rows left out above and below, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingHeight { get; set; } = -1;

    /// <summary>Columns left out left and right, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingWidth { get; set; } = -1;

    /// <summary>Rows and columns added below and to the right, less than the stride or the dilation. 0 unless set.</summary>
    public int OutputPadding { get; set; }

    /// <summary>Rows added below, where they differ from <see cref="OutputPadding"/>; -1 follows it.</summary>
    public int OutputPaddingHeight { get; set; } = -1;

    /// <summary>Columns added to the right, where they differ from <see cref="OutputPadding"/>; -1 follows it.</summary>
    public int OutputPaddingWidth { get; set; } = -1;

    /// <summary>The step between the kernel's taps on both axes. 1 unless set.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The step between taps downwards, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>The step between taps to the right, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Into how many independent groups channels and filters are divided; both must be multiples of it. 1 unless set.</summary>
    public int Groups { get; set; } = 1;
}
