namespace Unrolled;

/// <summary>The base of pooling over windows of <c>[channels, height, width]</c>.</summary>
/// <param name="size">The window's height and width, at least 1.</param>
public abstract class Pool2DAttribute(int size) : LayerAttribute
{
    /// <summary>The window's height and width.</summary>
    public int Size { get; } = size;

    /// <summary>The step between windows. The window's size unless set.</summary>
    public int Stride { get; set; }

    /// <summary>Rows and columns around the input, at most half the window. 0 unless set.</summary>
    public int Padding { get; set; }
}

/// <summary>
/// The largest value of each window; padding never wins. PyTorch's <c>MaxPool2d</c>: on ties the first one, row by row,
/// receives the gradient.
/// </summary>
/// <param name="size">The window's height and width, at least 1.</param>
public sealed class MaxPool2DAttribute(int size) : Pool2DAttribute(size)
{
    /// <summary>Windows that are <paramref name="stride"/> apart.</summary>
    /// <param name="size">The window's height and width, at least 1.</param>
    /// <param name="stride">The step between windows, at least 1.</param>
    public MaxPool2DAttribute(int size, int stride)
        : this(size) => Stride = stride;
}

/// <summary>The mean of each window, padding counted as zeros. PyTorch's <c>AvgPool2d</c>.</summary>
/// <param name="size">The window's height and width, at least 1.</param>
public sealed class AvgPool2DAttribute(int size) : Pool2DAttribute(size)
{
    /// <summary>Windows that are <paramref name="stride"/> apart.</summary>
    /// <param name="size">The window's height and width, at least 1.</param>
    /// <param name="stride">The step between windows, at least 1.</param>
    public AvgPool2DAttribute(int size, int stride)
        : this(size) => Stride = stride;
}

/// <summary>The base of pooling over windows of <c>[channels, length]</c>.</summary>
/// <param name="size">The window's length, at least 1.</param>
public abstract class Pool1DAttribute(int size) : LayerAttribute
{
    /// <summary>The window's length.</summary>
    public int Size { get; } = size;

    /// <summary>The step between windows. The window's size unless set.</summary>
    public int Stride { get; set; }

    /// <summary>Elements added on either side of the input, at most half the window. 0 unless set.</summary>
    public int Padding { get; set; }
}

/// <summary>
/// The largest value of each window; padding never wins. PyTorch's <c>MaxPool1d</c>: on ties the first one receives the
/// gradient.
/// </summary>
/// <param name="size">The window's length, at least 1.</param>
public sealed class MaxPool1DAttribute(int size) : Pool1DAttribute(size)
{
    /// <summary>Windows that are <paramref name="stride"/> apart.</summary>
    /// <param name="size">The window's length, at least 1.</param>
    /// <param name="stride">The step between windows, at least 1.</param>
    public MaxPool1DAttribute(int size, int stride)
        : this(size) => Stride = stride;
}

/// <summary>The mean of each window, padding counted as zeros. PyTorch's <c>AvgPool1d</c>.</summary>
/// <param name="size">The window's length, at least 1.</param>
public sealed class AvgPool1DAttribute(int size) : Pool1DAttribute(size)
{
    /// <summary>Windows that are <paramref name="stride"/> apart.</summary>
    /// <param name="size">The window's length, at least 1.</param>
    /// <param name="stride">The step between windows, at least 1.</param>
    public AvgPool1DAttribute(int size, int stride)
        : this(size) => Stride = stride;
}
