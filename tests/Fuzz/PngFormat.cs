using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Recognition;

namespace Unrolled.Fuzz;

/// <summary>Pictures, and damage behind their compression and check sums.</summary>
internal static class PngFormat
{
    // What a file is opened up to, in bytes: damage is not to make files grow.
    private const int MostContent = 64 << 10;

    // One byte for each of four million pixels, two rows, the unpacker, and the text of an error.
    public static Format Format() => new(
        [.. Pngs.All().Where(IsNotBlank)], static bytes => Picture.FromPng(bytes), static length => (5 << 20) + 4L * length)
    {
        Words = Words,
        Within = Within,
    };

    /// <summary>The names of chunks.</summary>
    public static IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "CgBI", "gAMA" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Damage to the pixels, compressed and with checksums as they should be then, and to the chunks with theirs.</summary>
    public static byte[]? Within(byte[] bytes, Func<byte[], byte[]> damage)
    {
        (string Name, byte[] Data)[] chunks = [.. Chunks(bytes)];
        if (chunks.Length == 0)
            return null;
        int at = Random.Shared.Next(chunks.Length);
        (string name, byte[] data) = chunks[at];
        chunks[at] = (name, name == "IDAT" ? Pngs.Zlib(damage(Inflate(data))) : damage(data));
        return Pngs.File(chunks);
    }

    // With what is transparent a few have one colour only: pictures, but none of a digit.
    private static bool IsNotBlank(byte[] file)
    {
        try
        {
            Picture.FromPng(file);
            return true;
        }
        catch (InvalidDataException refused)
        {
            return !refused.Message.Contains("blank", StringComparison.Ordinal);
        }
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
}
