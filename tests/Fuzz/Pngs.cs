using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Unrolled.Fuzz;

/// <summary>Sound PNG files of all kinds: grey, with palettes, colours and transparency, of 1 to 16 bits, plain and interlaced.</summary>
internal static class Pngs
{
    public static IEnumerable<byte[]> All()
    {
        foreach ((int type, int channels) in new[] { (0, 1), (2, 3), (3, 1), (4, 2), (6, 4) })
        {
            foreach (int bits in new[] { 1, 4, 8, 16 }.Where(bits => bits == 8 || (type is 0 && bits < 16) || (type == 3 && bits < 8) || (type != 3 && bits == 16)))
            {
                yield return Make(12, 9, type, bits, channels, interlaced: false);
                yield return Make(12, 9, type, bits, channels, interlaced: true);
            }
        }
    }

    private static byte[] Make(int width, int height, int type, int bits, int channels, bool interlaced)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bits, (byte)type, (byte)(interlaced ? 1 : 0));
        Chunk(file, "IHDR", header);
        if (type == 3)
            Chunk(file, "PLTE", [.. Enumerable.Range(0, 3 << Math.Min(bits, 4)).Select(static i => (byte)(i * 5))]);
        using var content = new MemoryStream();
        using (var zlib = new ZLibStream(content, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach ((int columns, int rows) in interlaced ? Passes(width, height) : [(width, height)])
            {
                for (int y = 0; y < rows; y++)
                {
                    // Every filter once in a while.
                    zlib.WriteByte((byte)(y % 5));
                    for (int i = 0; i < (columns * bits * channels + 7) / 8; i++)
                        zlib.WriteByte((byte)(i * 37 + y * 11 & (type == 3 ? 0x11 : 0xFF)));
                }
            }
        }

        Chunk(file, "IDAT", content.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static IEnumerable<(int Columns, int Rows)> Passes(int width, int height) =>
        new (int X, int Y, int StepX, int StepY)[] { (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2) }
            .Select(p => ((width - p.X + p.StepX - 1) / p.StepX, (height - p.Y + p.StepY - 1) / p.StepY)).Where(static p => p.Item1 > 0 && p.Item2 > 0);

    private static void Chunk(MemoryStream file, string name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
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
