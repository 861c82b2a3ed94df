namespace Unrolled;

/// <summary>
/// A two-dimensional convolution over <c>[channels, height, width]</c>, PyTorch's <c>Conv2d</c>:
/// <c>y[f,r,c] = b[f] + Σ x[k, r·stride+i·dilation-padding, c·stride+j·dilation-padding]·w[f,k,i,j]</c>.
/// Weights are <c>[filters, channels/groups, height, width]</c> in files.
/// </summary>
public sealed class Conv2DAttribute : ImageConvolutionAttribute
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
        : base(filters, kernelHeight, kernelWidth)
    {
    }

    /// <summary>Padding that follows from the input, in place of numbers. <see cref="SamePadding.None"/> unless set.</summary>
    public SamePadding Same { get; set; }

    /// <summary>How products and sums are worked off. <see cref="ConvolutionAlgorithm.Auto"/> unless set.</summary>
    public ConvolutionAlgorithm Algorithm { get; set; }
}
