using System.IO.Compression;

namespace Recognition.Png;

/// <summary>A decoded picture: how light each pixel is, 0 (black) to 255 (white), row by row.</summary>
internal readonly record struct GreyPicture(byte[] Light, int Width, int Height);

/// <summary>
/// Decodes PNG files into grey pictures, row by row: the file is read where it is, and unpacked no further than the rows that it
/// declares. Beside the picture, of one byte for each pixel, that takes two rows.
/// </summary>
internal static class PngDecoder
{
    private static readonly Pass[] s_whole = [new(0, 0, 1, 1)];

    private static readonly Pass[] s_adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    /// <summary>Every so manyth pixel of every so manyth row.</summary>
    private readonly record struct Pass(int Left, int Top, int Across, int Down)
    {
        public int Columns(int width) => Math.Max(0, (width - Left + Across - 1) / Across);

        public int Rows(int height) => Math.Max(0, (height - Top + Down - 1) / Down);
    }

    /// <summary>Decodes a file's bytes.</summary>
    /// <exception cref="InvalidDataException">It is no PNG file, damaged, too large, or holds more than it declares.</exception>
    public static GreyPicture Decode(byte[] png)
    {
        var file = PngFile.Read(png);
        var light = new PngLight(file, png);
        using var packed = new PngContent(png, file.Content);
        using var content = new ZLibStream(packed, CompressionMode.Decompress);
        GreyPicture picture = Read(content, file.Header, light);
        if (Unpack(content, new byte[1]) > 0)
            throw PngDamage.Of("it holds more than the rows that it declares");
        if (packed.WasTooShort)
            throw PngDamage.Of("its content ends before its check sum does");
        if (packed.Rest > 0)
            throw PngDamage.Of("it holds more than its content, behind the content's end");
        return picture;
    }

    private static GreyPicture Read(Stream content, PngHeader header, PngLight light)
    {
        (int width, int height) = (header.Width, header.Height);
        var picture = new GreyPicture(new byte[width * height], width, height);
        int distance = Math.Max(1, header.PixelBits / 8), longest = 1 + header.RowBytes(width);
        // A row has its filter before it.
        byte[] row = new byte[longest], above = new byte[longest];
        foreach (Pass pass in header.Interlaced ? s_adam7 : s_whole)
        {
            int columns = pass.Columns(width), rows = columns == 0 ? 0 : pass.Rows(height);
            int length = 1 + header.RowBytes(columns);
            above.AsSpan().Clear();
            for (int y = 0; y < rows; y++)
            {
                if (Unpack(content, row.AsSpan(0, length)) < length)
                    throw PngDamage.Of("its content ends before its picture does");
                PngFilter.Undo(row[0], row.AsSpan(1, length - 1), above.AsSpan(1, length - 1), distance);
                int place = (pass.Top + y * pass.Down) * width + pass.Left;
                light.Write(row.AsSpan(1), columns, picture.Light.AsSpan(place), pass.Across);
                (row, above) = (above, row);
            }
        }

        return picture;
    }

    private static int Unpack(Stream content, Span<byte> piece)
    {
        try
        {
            return content.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            // What the unpacker says differs from damage to damage.
            throw PngDamage.Of("its content does not unpack", damage);
        }
    }
}
