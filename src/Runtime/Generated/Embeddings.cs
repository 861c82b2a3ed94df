using System.ComponentModel;

namespace Unrolled.Generated;

/// <summary>Fetches the rows of a table that tokens choose. Called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Embeddings
{
    /// <summary>A group's rows in lanes, <c>[steps, units, 16]</c>; zero in the lanes of missing samples.</summary>
    /// <param name="table">The first row.</param>
    /// <param name="units">Floats of a row.</param>
    /// <param name="tokens">The samples' tokens, <c>[count, steps]</c>.</param>
    /// <param name="steps">Tokens of a sample.</param>
    /// <param name="count">Samples in the group.</param>
    /// <param name="lanes">Receives the rows.</param>
    public static void Gather(float* table, int units, int* tokens, int steps, int count, float* lanes)
    {
        for (int step = 0; step < steps; step++)
        {
            for (int lane = 0; lane < Lanes.Width; lane++)
            {
                float* to = lanes + lane;
                float* row = lane < count ? table + (nint)tokens[(nint)lane * steps + step] * units : null;
                for (int u = 0; u < units; u++)
                    to[u * Lanes.Width] = row == null ? 0f : row[u];
            }
            lanes += (nint)units * Lanes.Width;
        }
    }

    /// <summary>One sample's rows.</summary>
    /// <param name="table">The first row of the table.</param>
    /// <param name="units">Floats of a row.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="steps">How many.</param>
    /// <param name="to">Receives the rows.</param>
    /// <param name="stride">Floats between them there.</param>
    public static void Rows(float* table, int units, int* tokens, int steps, float* to, int stride)
    {
        for (int step = 0; step < steps; step++)
            new ReadOnlySpan<float>(table + (nint)tokens[step] * units, units).CopyTo(new Span<float>(to + (nint)step * stride, units));
    }
}
