namespace Unrolled;

/// <summary>
/// A one-dimensional convolution over <c>[channels, length]</c>, PyTorch's <c>Conv1d</c>:
/// <c>y[f,c] = b[f] + Σ x[k, c·stride+j·dilation-padding]·w[f,k,j]</c>. Weights are <c>[filters, channels/groups, kernel]</c> in files.
/// </summary>
/// <param name="filters">Output channels, at least 1.</param>
/// <param name="kernel">The kernel's length, at least 1.</param>
public sealed class Conv1DAttribute(int filters, int kernel) : ParameterLayerAttribute
{
    /// <summary>Output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>The kernel's length.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>The step between neighbouring outputs. 1 unless set.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Zeros on either side of the input. 0 unless set.</summary>
    public int Padding { get; set; }

    /// <summary>Zeros in front of the input, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingBefore { get; set; } = -1;

    /// <summary>Zeros behind the input, where they differ from <see cref="Padding"/>; -1 follows it.</summary>
    public int PaddingAfter { get; set; } = -1;

    /// <summary>Padding that follows from the input, in place of numbers. <see cref="SamePadding.None"/> unless set.</summary>
    public SamePadding Same { get; set; }

    /// <summary>The step between the kernel's taps. 1 unless set.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Into how many independent groups channels and filters are divided; both must be multiples of it. 1 unless set.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>
    /// Whether no output sees an input after its own place: <c>dilation·(kernel-1)</c> zeros in front and none behind, which gives
    /// <c>⌈length/stride⌉</c> outputs. Takes the place of <see cref="Padding"/>. False unless set.
    /// </summary>
    public bool Causal { get; set; }

    /// <summary>
    /// How products and sums are worked off; a causal convolution always works directly.
    /// <see cref="ConvolutionAlgorithm.Auto"/> unless set.
    /// </summary>
    public ConvolutionAlgorithm Algorithm { get; set; }
}
