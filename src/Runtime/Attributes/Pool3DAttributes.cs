namespace Unrolled;

/// <summary>The base of pooling over windows of <c>[channels, depth, height, width]</c>.</summary>
public abstract class Pool3DAttribute : LayerAttribute
{
    private protected Pool3DAttribute(int size) => Size = size;

    /// <summary>The window's depth, height and width.</summary>
    public int Size { get; }

    /// <summary>The window's depth, where it differs from <see cref="Size"/>.</summary>
    public int SizeDepth { get; set; }

    /// <summary>The window's height, where it differs from <see cref="Size"/>.</summary>
    public int SizeHeight { get; set; }

    /// <summary>The window's width, where it differs from <see cref="Size"/>.</summary>
    public int SizeWidth { get; set; }

    /// <summary>The step between windows. The window's size unless set.</summary>
    public int Stride { get; set; }

    /// <summary>The step from front to back, where it differs from <see cref="Stride"/>.</summary>
    public int StrideDepth { get; set; }

    /// <summary>The step downwards, where it differs from <see cref="Stride"/>.</summary>
    public int StrideHeight { get; set; }

    /// <summary>The step to the right, where it differs from <see cref="Stride"/>.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Elements around the input, so few that each window holds some of it. 0 unless set.</summary>
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

    /// <summary>
    /// Whether a last window that hangs over the padded input counts, as long as it begins in front of the input's end: the number of
    /// windows is rounded up. PyTorch's and ONNX's <c>ceil_mode</c>. False unless set.
    /// </summary>
    public bool CeilMode { get; set; }
}

/// <summary>
/// The largest value of each window; padding never wins. PyTorch's <c>MaxPool3d</c>: on ties the first one, plane by plane and row by row,
/// receives the gradient.
/// </summary>
/// <param name="size">The window's depth, height and width, at least 1.</param>
public sealed class MaxPool3DAttribute(int size) : Pool3DAttribute(size)
{
    /// <summary>The step between the window's elements on all axes. 1 unless set.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The step between elements from front to back, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationDepth { get; set; }

    /// <summary>The step between elements downwards, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationHeight { get; set; }

    /// <summary>The step between elements to the right, where it differs from <see cref="Dilation"/>.</summary>
    public int DilationWidth { get; set; }
}

/// <summary>The mean of each window, padding counted as zeros unless told otherwise. PyTorch's <c>AvgPool3d</c>.</summary>
/// <param name="size">The window's depth, height and width, at least 1.</param>
public sealed class AvgPool3DAttribute(int size) : Pool3DAttribute(size)
{
    /// <summary>
    /// Whether padding counts as zeros, so that the sum is divided by the whole window's elements; else by those that lie in the input.
    /// True unless set, as in PyTorch; ONNX's default is false.
    /// </summary>
    public bool CountIncludePad { get; set; } = true;
}
