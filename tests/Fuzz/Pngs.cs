using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Unrolled.Fuzz;

/// <summary>Sound PNG files of all kinds: grey, with palettes, colours and transparency, of 1 to 16 bits, plain and interlaced.</summary>
internal static class Pngs
{
    private static readonly (int Type, int Channels, int[] Bits)[] s_kinds =
        [(0, 1, [1, 2, 4, 8, 16]), (2, 3, [8, 16]), (3, 1, [1, 2, 4, 8]), (4, 2, [8, 16]), (6, 4, [8, 16])];

    private static readonly (int X, int Y, int StepX, int StepY)[] s_passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static IEnumerable<byte[]> All(int width = 12, int height = 9)
    {
        foreach ((int type, int channels, int[] depths) in s_kinds)
        {
            foreach (int bits in depths)
            {
                foreach (bool interlaced in new[] { false, true })
                {
                    (string, byte[])[] content = [("IDAT", Zlib(Rows(width, height, bits, channels, interlaced)))];
                    byte[] header = Header(width, height, bits, type, interlaced);
                    (string, byte[])[] palette = type == 3 ? [("PLTE", Palette(bits))] : [];
                    yield return File([("IHDR", header), .. palette, .. content, ("IEND", [])]);
                    if (Clear(type, bits) is { } clear)
                        yield return File([("IHDR", header), .. palette, ("tRNS", clear), .. content, ("IEND", [])]);
                }
            }
        }
    }

    /// <summary>A file of chunks, with their check sums.</summary>
    public static byte[] File(params (string Name, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        foreach ((string name, byte[] data) in chunks)
            Chunk(file, name, data);
        return file.ToArray();
    }

    public static byte[] Header(int width, int height, int bits, int type, bool interlaced = false)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bits, (byte)type, (byte)(interlaced ? 1 : 0));
        return header;
    }

    public static byte[] Zlib(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        return compressed.ToArray();
    }

    /// <summary>Unpacked rows, each behind its filter: every filter once in a while.</summary>
    public static byte[] Rows(int width, int height, int bits, int channels, bool interlaced)
    {
        var content = new List<byte>();
        foreach ((int columns, int rows) in interlaced ? Passes(width, height) : [(width, height)])
        {
            for (int y = 0; y < rows; y++)
            {
                content.Add((byte)(y % 5));
                for (int i = 0; i < (columns * bits * channels + 7) / 8; i++)
                    content.Add((byte)(i * 37 + y * 11));
            }
        }

        return [.. content];
    }

    private static byte[] Palette(int bits) => [.. Enumerable.Range(0, 3 << bits).Select(static i => (byte)(i * 5))];

    /// <summary>What is transparent: the colour of the first pixel, or half of the palette more or less.</summary>
    private static byte[]? Clear(int type, int bits) => type switch
    {
        0 => [0, 0],
        2 => bits == 8 ? [0, 0, 0, 37, 0, 74] : [0, 37, 74, 111, 148, 185],
        3 => [.. Enumerable.Range(0, 1 << (bits - 1)).Select(static i => (byte)(i * 50))],
        _ => null,
    };

    private static IEnumerable<(int Columns, int Rows)> Passes(int width, int height) =>
        s_passes.Select(p => (Columns: (width - p.X + p.StepX - 1) / p.StepX, Rows: (height - p.Y + p.StepY - 1) / p.StepY))
            .Where(static p => p is { Columns: > 0, Rows: > 0 });

    private static void Chunk(MemoryStream file, string name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] named = [.. Encoding.Latin1.GetBytes(name), .. data];
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
        }

        return ~crc;
    }
}
