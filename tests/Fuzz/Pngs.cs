using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Recognition;

namespace Unrolled.Fuzz;

/// <summary>Sound PNG files of all kinds: grey, with palettes, colours and transparency, of 1 to 16 bits, plain and interlaced.</summary>
internal static class Pngs
{
    // What a file is opened up to, in bytes: damage is not to make files grow.
    private const int MostContent = 64 << 10;

    // Some 24 bytes a pixel, of which there are 4 million at most, and the text of an error.
    public static Format Format() => new(
        "png", [.. All()], static bytes => Picture.FromPng(bytes), static length => (128 << 20) + 4L * length)
    {
        Words = [.. new[] { "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "CgBI", "gAMA" }.Select(Encoding.ASCII.GetBytes)],
        Within = Within,
    };

    /// <summary>Damage to the pixels, compressed and with checksums as they should be then, and to the chunks with theirs.</summary>
    private static byte[]? Within(byte[] bytes, Func<byte[], byte[]> damage)
    {
        (string Name, byte[] Data)[] chunks = [.. Chunks(bytes)];
        if (chunks.Length == 0)
            return null;
        int at = Random.Shared.Next(chunks.Length);
        using var file = new MemoryStream();
        file.Write(bytes.AsSpan(0, 8));
        for (int i = 0; i < chunks.Length; i++)
            Chunk(file, chunks[i].Name, i != at ? chunks[i].Data : chunks[i].Name == "IDAT" ? Deflate(damage(Inflate(chunks[i].Data))) : damage(chunks[i].Data));
        return file.ToArray();
    }

    private static IEnumerable<(string Name, byte[] Data)> Chunks(byte[] bytes)
    {
        for (int at = 8; at + 12 <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > bytes.Length - at - 12)
                yield break;
            yield return (Encoding.Latin1.GetString(bytes, at + 4, 4), bytes[(at + 8)..(at + 8 + (int)length)]);
            at += 12 + (int)length;
        }
    }

    private static byte[] Inflate(byte[] data)
    {
        var content = new byte[MostContent];
        int length = 0;
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            for (int came; length < content.Length && (came = zlib.Read(content.AsSpan(length))) > 0;)
                length += came;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException)
        {
            // As much as came.
        }
        return content[..length];
    }

    private static byte[] Deflate(byte[] content)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal))
            zlib.Write(content);
        return data.ToArray();
    }

    private static IEnumerable<byte[]> All()
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
            Chunk(file, "PLTE", [.. Enumerable.Range(0, 3 << Math.Min(bits, 4)).Select(static i => (byte)(i * 45))]);
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
                        zlib.WriteByte((byte)((i * 37 + y * 11) & (type == 3 ? 0x11 : 0xFF)));
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
