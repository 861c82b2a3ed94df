namespace Unrolled;

/// <summary>
/// A three-dimensional convolution over <c>[channels, depth, height, width]</c>, PyTorch's <c>Conv3d</c>: as <see cref="Conv2DAttribute"/>
/// with an axis more. Weights are <c>[filters, channels/groups, depth, height, width]</c> in files.
/// </summary>
public sealed class Conv3DAttribute : ParameterLayerAttribute
{
    /// <summary>A kernel that is a cube.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernel">The kernel's depth, height and width, at least 1.</param>
    public Conv3DAttribute(int filters, int kernel)
        : this(filters, kernel, kernel, kernel)
    {
    }

    /// <summary>A kernel of any extents.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelDepth">The kernel's depth, at least 1.</param>
    /// <param name="kernelHeight">The kernel's height, at least 1.</param>
    /// <param name="kernelWidth">The kernel's width, at least 1.</param>
    public Conv3DAttribute(int filters, int kernelDepth, int kernelHeight, int kernelWidth)
    {
        Filters = filters;
        KernelDepth = kernelDepth;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
    }

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>The kernel's depth.</summary>
    public int KernelDepth { get; }

    /// <summary>The kernel's height.</summary>
    public int KernelHeight { get; }

    /// <summary>The kernel's width.</summary>
    public int KernelWidth { get; }

    /// <summary>The step between neighbouring outputs on all axes. 1 unless set.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>The step from front to back, where it differs from <see cref="Stride"/>.</summary>
    public int StrideDepth { get; set; }

    /// <summary>The step downwards, where it differs from <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>The step to the right, where it differs from <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Zeros around the input on all axes. 0 unless set.</summary>
    public int Padding { get; set; }

    /// <summary>Planes in front and behind, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingDepth { get; set; } = -1;

    /// <summary>Rows above and below, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingHeight { get; set; } = -1;

    /// <summary>Columns left and right, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingWidth { get; set; } = -1;

    /// <summary>Planes in front, where they differ from those behind; -1 follows <see cref="PaddingDepth"/>.</summary>
    public int PaddingFront { get; set; } = -1;

    /// <summary>Planes behind, where they differ from those in front; -1 follows <see cref="PaddingDepth"/>.</summary>
    public int PaddingBack { get; set; } = -1;

    /// <summary>Rows above, where they differ from those below; -1 follows <see cref="PaddingHeight"/>.</summary>
    public int PaddingTop { get; set; } = -1;

    /// <summary>Rows below, where they differ from those above; -1 follows <see cref="PaddingHeight"/>.</summary>
    public int PaddingBottom { get; set; } = -1;

    /// <summary>Columns on the left, where they differ from those on the right; -1 follows <see cref="PaddingWidth"/>.</summary>
    public int PaddingLeft { get; set; } = -1;

    /// <summary>Columns on the right, where they differ from those on the left; -1 follows <see cref="PaddingWidth"/>.</summary>
    public int PaddingRight { get; set; } = -1;

    /// <summary>Padding that follows from the input, in place of numbers. <see cref="SamePadding.None"/> unless set.</summary>
    public SamePadding Same { get; set; }

    /// <summary>The step between the kernel's taps on all axes. 1 unless set.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The step between taps from front to back, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationDepth { get; set; }

    /// <summary>The step between taps downwards, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>The step between taps to the right, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Into how many independent groups channels and filters are divided; both must be multiples of it. 1 unless set.</summary>
    public int Groups { get; set; } = 1;
}
