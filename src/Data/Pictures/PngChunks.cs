using System.Buffers.Binary;
using System.Text;

namespace Unrolled.Data;

/// <summary>What a PNG file consists of (ISO/IEC 15948): pieces with a name of four letters and a check sum.</summary>
internal static class PngChunks
{
    public const int SignatureLength = 8;

    // Four bytes of length and four of name before the content, four of check sum behind it.
    private const int Before = 8, After = 4, HeaderLength = 13;

    private static readonly uint[] s_crcs = [.. Enumerable.Range(0, 256).Select(static b => CrcOf((uint)b))];

    /// <summary>The chunks before the end mark, which must be there: <see cref="PictureEnd"/> knows.</summary>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Of(ReadOnlyMemory<byte> file)
    {
        for (ReadOnlyMemory<byte> rest = file[SignatureLength..]; !Name(rest.Span).SequenceEqual("IEND"u8);)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest.Span), end = Before + length;
            yield return (Encoding.Latin1.GetString(Name(rest.Span)), rest[Before..end]);
            rest = rest[(end + After)..];
        }
    }

    /// <summary>
    /// Whether a file begins with its header and has no other one anywhere. A decoder that is through with the pixels before their
    /// chunk ends takes what is left of it for chunks, so that a second header could hide there.
    /// </summary>
    public static bool HasOneHeader(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> rest = file[SignatureLength..];
        if (!Name(rest).SequenceEqual("IHDR"u8) || BinaryPrimitives.ReadUInt32BigEndian(rest) != HeaderLength)
            return false;
        rest = rest[Before..];
        // By chance these four letters are in one of some thousand large files, but with a length before them that fits in none.
        for (int at; (at = rest.IndexOf("IHDR"u8)) >= 0; rest = rest[(at + 4)..])
        {
            if (at >= 4 && BinaryPrimitives.ReadUInt32BigEndian(rest[(at - 4)..]) <= rest.Length - at)
                return false;
        }
        return true;
    }

    /// <summary>Writes a chunk.</summary>
    public static void Write(Stream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(content, Crc(name, uint.MaxValue)));
        file.Write(number);
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> chunk) => chunk[4..Before];

    // CRC-32 (ISO 3309), a byte at a time.
    private static uint Crc(ReadOnlySpan<byte> bytes, uint crc)
    {
        foreach (byte b in bytes)
            crc = s_crcs[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    private static uint CrcOf(uint crc)
    {
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        return crc;
    }
}
