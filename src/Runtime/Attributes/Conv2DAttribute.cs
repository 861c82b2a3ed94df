namespace Unrolled;

/// <summary>
/// A two-dimensional convolution over <c>[channels, height, width]</c>, PyTorch's <c>Conv2d</c>:
/// <c>y[f,r,c] = b[f] + Σ x[k, r·stride+i·dilation-padding, c·stride+j·dilation-padding]·w[f,k,i,j]</c>.
/// Weights are <c>[filters, channels/groups, height, width]</c> in files.
/// </summary>
public sealed class Conv2DAttribute : ParameterLayerAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernel">The kernel's height and width, at least 1.</param>
    public Conv2DAttribute(int filters, int kernel)
        : this(filters, kernel, kernel)
    {
    }

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth)
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

    /// <summary>The step between neighbouring outputs on both axes. 1 unless set.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>The step downwards, where it differs from <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>The step to the right, where it differs from <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Rows and columns of zeros around the input. 0 unless set.</summary>
    public int Padding { get; set; }

    /// <summary>Rows of zeros above and below, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingHeight { get; set; } = -1;

    /// <summary>Columns of zeros left and right, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingWidth { get; set; } = -1;

    /// <summary>The step between the kernel's taps on both axes. 1 unless set.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The step between taps downwards, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>The step between taps to the right, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Into how many independent groups channels and filters are divided; both must be multiples of it. 1 unless set.</summary>
    public int Groups { get; set; } = 1;
}
