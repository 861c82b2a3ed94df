using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.Generated;

/// <summary>
/// Copies parts of a matrix into panels of 16: of each row of a panel, 16 floats lie side by side in one cache line, and panels lie one
/// behind the other. Products walk through panels in order, while the matrix's own rows may lie pages apart.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Panels
{
    private const int Width = Lanes.Width;

    // Rows ahead whose cache line is asked for: each row of a wide matrix lies in a page of its own, which no hardware foresees.
    private const int Ahead = 16;

    /// <summary>
    /// Columns: row <c>r</c> of panel <c>p</c> has <c>matrix[r, 16p…16p+15]</c>. What lies behind the last column becomes zero.
    /// </summary>
    /// <param name="matrix">The first column of the first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="panels">Receives 16·rows floats for each 16 columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfColumns(float* matrix, int stride, int rows, int columns, float* panels)
    {
        int whole = columns / Width, rest = columns % Width;
        for (int r = 0; r < rows; r++)
        {
            float* row = matrix + (nint)r * stride;
            float* to = panels + (nint)r * Width;
            for (int p = 0; p < whole; p++)
            {
                float* from = row + p * Width;
                if (Sse.IsSupported)
                    Sse.Prefetch0(from + (nint)Ahead * stride);
                Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + 4);
                Vector128<float> c = Vector128.Load(from + 8), d = Vector128.Load(from + 12);
                a.Store(to);
                b.Store(to + 4);
                c.Store(to + 8);
                d.Store(to + 12);
                to += (nint)rows * Width;
            }
            if (rest > 0)
            {
                new ReadOnlySpan<float>(row + whole * Width, rest).CopyTo(new Span<float>(to, rest));
                new Span<float>(to + rest, Width - rest).Clear();
            }
        }
    }

    /// <summary>
    /// Rows, turned: row <c>c</c> of panel <c>p</c> has <c>matrix[16p…16p+15, c]</c>. What lies behind the last row becomes zero.
    /// </summary>
    /// <param name="matrix">The first column of the first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="panels">Receives 16·columns floats for each 16 rows.</param>
    public static void OfRows(float* matrix, int stride, int rows, int columns, float* panels)
    {
        for (int r = 0; r < rows; r += Width)
        {
            Lanes.PackRows(matrix + (nint)r * stride, stride, columns, Math.Min(Width, rows - r), panels);
            panels += (nint)columns * Width;
        }
    }
}
