using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Unrolled.Data;

/// <summary>
/// Makes plain PNG files of interlaced ones (Adam7, ISO/IEC 15948, 8.2). ImageSharp 2.1 never comes back from an interlaced picture whose
/// pixels end early, and misplaces the rows of one of fewer than five columns; so it gets none.
/// </summary>
internal static class PngInterlace
{
    private static readonly Pass[] s_passes =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    /// <summary>Whether the header, which comes first, says so.</summary>
    public static bool IsThere(ReadOnlySpan<byte> file) => file[PngChunks.SignatureLength + 20] == 1;

    /// <summary>The same picture with its rows one behind the other.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static MemoryStream Plain(byte[] file)
    {
        (string Name, ReadOnlyMemory<byte> Content)[] chunks = [.. PngChunks.Of(file)];
        byte[] header = chunks[0].Content.ToArray();
        header[12] = 0;
        byte[] rows = Rows(Layout.Of(header), Pixels(chunks));
        var plain = new MemoryStream(rows.Length + (rows.Length >> 10) + 2048);
        plain.Write(file.AsSpan(0, PngChunks.SignatureLength));
        PngChunks.Write(plain, "IHDR"u8, header);
        // What else there is tells nothing of the pixels.
        foreach ((string name, ReadOnlyMemory<byte> content) in chunks.TakeWhile(static chunk => chunk.Name != "IDAT"))
        {
            if (name is "PLTE" or "tRNS")
                PngChunks.Write(plain, Encoding.Latin1.GetBytes(name), content.Span);
        }
        PngChunks.Write(plain, "IDAT"u8, Packed(rows));
        PngChunks.Write(plain, "IEND"u8, []);
        plain.Position = 0;
        return plain;
    }

    private static ZLibStream Pixels(IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> chunks)
    {
        var packed = new MemoryStream();
        foreach ((_, ReadOnlyMemory<byte> content) in chunks.Where(static chunk => chunk.Name == "IDAT"))
            packed.Write(content.Span);
        packed.Position = 0;
        return new ZLibStream(packed, CompressionMode.Decompress);
    }

    // Each row behind the number of its filter, which is none.
    private static byte[] Rows(Layout layout, ZLibStream pixels)
    {
        using (pixels)
        {
            int length = 1 + layout.Bytes(layout.Width);
            var rows = new byte[checked(layout.Height * length)];
            foreach (Pass pass in s_passes)
            {
                int columns = pass.Columns(layout.Width);
                byte[] row = new byte[1 + layout.Bytes(columns)], above = new byte[row.Length];
                for (int y = pass.Y; columns > 0 && y < layout.Height; y += pass.StepY)
                {
                    if (pixels.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                        throw new InvalidDataException("its pixels end early");
                    PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), layout.FilterStep);
                    layout.Spread(row.AsSpan(1), rows.AsSpan(y * length + 1, length - 1), pass, columns);
                    (row, above) = (above, row);
                }
            }
            return rows;
        }
    }

    private static ReadOnlySpan<byte> Packed(byte[] rows)
    {
        var packed = new MemoryStream(rows.Length + (rows.Length >> 10) + 1024);
        using (var zlib = new ZLibStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            zlib.Write(rows);
        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    /// <summary>The pixels of one pass: from a column and a row on, every so many columns and rows.</summary>
    private sealed record Pass(int X, int Y, int StepX, int StepY)
    {
        public int Columns(int width) => (width - X + StepX - 1) / StepX;
    }

    /// <summary>What a header says of the pixels.</summary>
    private sealed record Layout(int Width, int Height, int BitsPerPixel)
    {
        /// <summary>How far before a byte the one is that filters compare it with.</summary>
        public int FilterStep => Math.Max(1, BitsPerPixel / 8);

        public static Layout Of(ReadOnlySpan<byte> header)
        {
            int channels = header[9] switch
            {
                0 or 3 => 1,
                4 => 2,
                2 => 3,
                6 => 4,
                byte type => throw new InvalidDataException($"there is no colour type {type}"),
            };
            int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
            return new Layout(width, height, channels * header[8]);
        }

        public int Bytes(int columns) => (columns * BitsPerPixel + 7) / 8;

        /// <summary>Puts a row of a pass where its pixels belong.</summary>
        public void Spread(ReadOnlySpan<byte> from, Span<byte> to, Pass pass, int columns)
        {
            int bytes = BitsPerPixel / 8;
            for (int column = 0, x = pass.X; column < columns; column++, x += pass.StepX)
            {
                if (bytes > 0)
                    from.Slice(column * bytes, bytes).CopyTo(to[(x * bytes)..]);
                else
                    to[x * BitsPerPixel / 8] |= (byte)(Bits(from, column) << Shift(x));
            }
        }

        private int Bits(ReadOnlySpan<byte> row, int column) =>
            row[column * BitsPerPixel / 8] >> Shift(column) & ((1 << BitsPerPixel) - 1);

        // The first pixel of a byte has its highest bits.
        private int Shift(int column) => 8 - BitsPerPixel - column * BitsPerPixel % 8;
    }
}
