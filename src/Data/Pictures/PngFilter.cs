namespace Unrolled.Data;

/// <summary>What PNG adds to the bytes of a row before it is packed (ISO/IEC 15948, clause 9).</summary>
internal static class PngFilter
{
    /// <summary>Makes a row what it was.</summary>
    /// <param name="filter">The filter's number.</param>
    /// <param name="row">The bytes as they were unpacked; becomes the pixels.</param>
    /// <param name="above">The pixels of the row before; zeros for the first.</param>
    /// <param name="step">The bytes of a pixel, 1 at least.</param>
    /// <exception cref="InvalidDataException">There is no such filter.</exception>
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        if (filter > 4)
            throw new InvalidDataException($"there is no filter {filter}");
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < step ? 0 : row[i - step], corner = i < step ? 0 : above[i - step];
            row[i] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => above[i],
                3 => (byte)((left + above[i]) / 2),
                _ => (byte)Paeth(left, above[i], corner),
            };
        }
    }

    // The neighbour that is closest to left + above - corner; of equals the first in this order.
    private static int Paeth(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner), toAbove = Math.Abs(left - corner), toCorner = Math.Abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner)
            return left;
        return toAbove <= toCorner ? above : corner;
    }
}
