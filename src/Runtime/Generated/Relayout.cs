using System.ComponentModel;

namespace Unrolled.Generated;

/// <summary>Copies one sample's values between layouts. Called by generated code; nothing is read or written beyond the extents.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Relayout
{
    /// <summary>
    /// Copies rows of <paramref name="length"/> floats that lie <paramref name="fromStride"/> apart to rows
    /// <paramref name="toStride"/> apart.
    /// </summary>
    /// <param name="from">The first row.</param>
    /// <param name="fromStride">Floats between the rows read.</param>
    /// <param name="to">Where the first row goes.</param>
    /// <param name="toStride">Floats between the rows written.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="length">Floats in a row.</param>
    public static void Rows(float* from, int fromStride, float* to, int toStride, int rows, int length)
    {
        for (int row = 0; row < rows; row++)
            new ReadOnlySpan<float>(from + (long)row * fromStride, length).CopyTo(new Span<float>(to + (long)row * toStride, length));
    }

    /// <summary>Copies <c>[channels][positions]</c> to <c>[positions][stride]</c>.</summary>
    /// <param name="from">The planes, one behind the other.</param>
    /// <param name="channels">Planes.</param>
    /// <param name="positions">Floats in a plane.</param>
    /// <param name="to">Where the first position's channels go.</param>
    /// <param name="stride">Floats between positions, at least <paramref name="channels"/>.</param>
    public static void ChannelsLast(float* from, int channels, int positions, float* to, int stride)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            float* plane = from + (long)channel * positions;
            for (int position = 0; position < positions; position++)
                to[(long)position * stride + channel] = plane[position];
        }
    }

    /// <summary>Copies <c>[positions][stride]</c> to <c>[channels][positions]</c>.</summary>
    /// <param name="from">The first position's channels.</param>
    /// <param name="stride">Floats between positions.</param>
    /// <param name="channels">Planes.</param>
    /// <param name="positions">Floats in a plane.</param>
    /// <param name="to">Where the planes go, one behind the other.</param>
    public static void ChannelsFirst(float* from, int stride, int channels, int positions, float* to)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            float* plane = to + (long)channel * positions;
            for (int position = 0; position < positions; position++)
                plane[position] = from[(long)position * stride + channel];
        }
    }
}
