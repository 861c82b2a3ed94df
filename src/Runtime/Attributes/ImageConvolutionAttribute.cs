namespace Unrolled;

/// <summary>The base of convolutions over <c>[channels, height, width]</c>: a kernel that slides down and to the right.</summary>
public abstract class ImageConvolutionAttribute : ParameterLayerAttribute
{
    private protected ImageConvolutionAttribute(int filters, int kernelHeight, int kernelWidth)
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

    /// <summary>
    /// The kernel's step on both axes: between neighbouring outputs of a convolution, between the outputs of
    /// neighbouring inputs of a transposed one. 1 unless set.
    /// </summary>
    public int Stride { get; set; } = 1;

    /// <summary>The step downwards, where it differs from <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>The step to the right, where it differs from <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>
    /// Rows and columns of zeros around a convolution's input, or left out around a transposed one's output. 0 unless
    /// set.
    /// </summary>
    public int Padding { get; set; }

    /// <summary>Rows above and below, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingHeight { get; set; } = -1;

    /// <summary>Columns left and right, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingWidth { get; set; } = -1;

    /// <summary>Rows above, where they differ from those below; -1 follows <see cref="PaddingHeight"/>.</summary>
    public int PaddingTop { get; set; } = -1;

    /// <summary>Rows below, where they differ from those above; -1 follows <see cref="PaddingHeight"/>.</summary>
    public int PaddingBottom { get; set; } = -1;

    /// <summary>Columns on the left, where they differ from those on the right; -1 follows <see cref="PaddingWidth"/>.</summary>
    public int PaddingLeft { get; set; } = -1;

    /// <summary>Columns on the right, where they differ from those on the left; -1 follows <see cref="PaddingWidth"/>.</summary>
    public int PaddingRight { get; set; } = -1;

    /// <summary>The step between the kernel's taps on both axes. 1 unless set.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The step between taps downwards, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>The step between taps to the right, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Into how many independent groups channels and filters are divided; both must be multiples of it. 1 unless set.</summary>
    public int Groups { get; set; } = 1;
}
