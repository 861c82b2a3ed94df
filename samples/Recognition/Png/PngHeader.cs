using System.Buffers.Binary;

namespace Recognition.Png;

/// <summary>Colour types of a PNG file, by their numbers in it.</summary>
internal enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>What a PNG file declares of its picture, within the limits of <see cref="Picture"/>.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits of a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Colour">What a pixel's samples are.</param>
/// <param name="Interlaced">The rows come in the seven passes of Adam7.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColour Colour, bool Interlaced)
{
    /// <summary>Bytes of the header's chunk.</summary>
    public const int Length = 13;

    private static readonly (PngColour Colour, int Channels, int[] Depths)[] s_kinds =
    [
        (PngColour.Grey, 1, [1, 2, 4, 8, 16]),
        (PngColour.Rgb, 3, [8, 16]),
        (PngColour.Palette, 1, [1, 2, 4, 8]),
        (PngColour.GreyAlpha, 2, [8, 16]),
        (PngColour.Rgba, 4, [8, 16]),
    ];

    /// <summary>Bits of a pixel.</summary>
    public int PixelBits
    {
        get
        {
            PngColour colour = Colour;
            return Depth * Array.Find(s_kinds, k => k.Colour == colour).Channels;
        }
    }

    /// <summary>Reads and checks the chunk.</summary>
    /// <exception cref="InvalidDataException">It is too large, or nothing that PNG knows.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != Length)
            throw PngDamage.Of($"its header has {chunk.Length} bytes instead of {Length}");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk), height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        CheckSize(width, height);
        (int depth, var colour) = (chunk[8], (PngColour)chunk[9]);
        if (!Array.Exists(s_kinds, k => k.Colour == colour && k.Depths.Contains(depth)))
            throw PngDamage.Of($"it declares {depth} bits of colour type {(int)colour}, which PNG does not have");
        (int compression, int filter, int interlace) = (chunk[10], chunk[11], chunk[12]);
        if (compression != 0 || filter != 0 || interlace > 1)
            throw PngDamage.Of($"it declares the methods {compression}, {filter}, {interlace}; PNG has 0, 0, and 0 or 1");
        return new((int)width, (int)height, depth, colour, interlace == 1);
    }

    /// <summary>Bytes of a row of so many pixels, without the filter's.</summary>
    public int RowBytes(int columns) => (columns * PixelBits + 7) / 8;

    private static void CheckSize(uint width, uint height)
    {
        bool fits = Math.Max(width, height) <= Picture.MostSide && (ulong)width * height is > 0 and <= Picture.MostPixels;
        if (fits)
            return;
        throw new InvalidDataException(
            $"the PNG file declares {width}×{height} pixels; at most {Picture.MostPixels:N0} are read, and at least one, "
            + $"of sides up to {Picture.MostSide:N0}. Scale the picture down.");
    }
}
