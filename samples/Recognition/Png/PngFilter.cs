namespace Recognition.Png;

/// <summary>A row of a PNG file says how it differs from its neighbours; this makes it whole again.</summary>
internal static class PngFilter
{
    /// <summary>Undoes a row's filter in place.</summary>
    /// <param name="filter">The filter's number, the byte before the row.</param>
    /// <param name="row">The row's bytes.</param>
    /// <param name="above">The whole row above it, zeros for the first.</param>
    /// <param name="distance">Bytes from a pixel to the one on its right, at least 1.</param>
    /// <exception cref="InvalidDataException">There is no such filter.</exception>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int i = distance; i < row.Length; i++)
                    row[i] += row[i - distance];
                break;
            case 2:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                    row[i] += (byte)((Left(row, i, distance) + above[i]) / 2);
                break;
            case 4:
                for (int i = 0; i < row.Length; i++)
                    row[i] += Paeth(Left(row, i, distance), above[i], Left(above, i, distance));
                break;
            default:
                throw PngDamage.Of($"one of its rows has the filter {filter}, and PNG has 0 to 4");
        }
    }

    private static byte Left(ReadOnlySpan<byte> row, int place, int distance) => place < distance ? (byte)0 : row[place - distance];

    /// <summary>The neighbour that is nearest to the plane through all three; the left before the upper before the corner.</summary>
    private static byte Paeth(byte left, byte up, byte corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - 2 * corner);
        if (toLeft <= toUp && toLeft <= toCorner)
            return left;
        return toUp <= toCorner ? up : corner;
    }
}
