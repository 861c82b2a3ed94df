using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Recognition;
using Unrolled.Fuzz;

namespace Unrolled.Samples.Tests;

/// <summary>Files that lie, burst or mislead: each is refused in words that help, and none takes more memory than documented.</summary>
[Trait("Category", "Slow")]
public class PngAttackTests
{
    private const int Side = Picture.Side;

    // One byte for each of the most pixels, two of the longest rows, the unpacker and the message.
    private const long MostBytes = Picture.MostPixels + 2 * 8 * Picture.MostSide + (64 << 10);

    private static readonly (string Name, byte[] Data) s_end = ("IEND", []);

    private static readonly (string Name, byte[] Data) s_header = Header(Side, Side), s_content = Content(Side, Side, 1);

    private static readonly (string What, string Words, byte[] Png)[] s_files =
    [
        ("raw deflate, told of by CgBI", "chunk CgBI that is needed", Raw(zeros: 100_000_000)),
        ("a critical chunk of one's own", "chunk ABCD that is needed", File(s_header, ("ABCD", []), s_content, s_end)),
        ("a name with a digit", "not of four letters", File(s_header, ("ab1d", []), s_content, s_end)),
        ("a header behind another chunk", "begins with the chunk tEXt instead of IHDR", File(("tEXt", []), s_header, s_content, s_end)),
        ("two headers", "second header", File(s_header, Header(2000, 2000), s_content, s_end)),
        ("a short header", "12 bytes instead of 13", File(("IHDR", s_header.Data[..12]), s_content, s_end)),
        ("no pixels", "declares 0×28 pixels", File(Header(0, Side), s_content, s_end)),
        ("sizes whose product overflows", "declares 65536×65536 pixels", File(Header(65536, 65536), s_content, s_end)),
        ("sizes with the uppermost bit", "declares 2147483648×1 pixels", File(Header(int.MinValue, 1), s_content, s_end)),
        ("one long row", "declares 16385×1 pixels", File(Header(16385, 1, 16, 6), s_content, s_end)),
        ("a few too many pixels", "declares 2001×2000 pixels", File(Header(2001, 2000), s_content, s_end)),
        ("three bits", "3 bits of colour type 0", File(Header(Side, Side, 3), s_content, s_end)),
        ("colours of one bit", "1 bits of colour type 2", File(Header(Side, Side, 1, 2), s_content, s_end)),
        ("an unknown colour type", "8 bits of colour type 5", File(Header(Side, Side, 8, 5), s_content, s_end)),
        ("an unknown interlacing", "methods 0, 0, 2", File(("IHDR", [.. s_header.Data[..12], 2]), s_content, s_end)),
        ("an unknown compression", "methods 1, 0, 0", File(("IHDR", [.. s_header.Data[..10], 1, 0, 0]), s_content, s_end)),
        ("no palette", "a palette that it does not have", File(Header(Side, Side, 8, 3), s_content, s_end)),
        ("two palettes", "chunks PLTE in two places", File(Header(Side, Side, 8, 3), Palette(1), Palette(256), s_content, s_end)),
        ("a palette behind the picture", "PLTE comes behind", File(Header(Side, Side, 8, 3), s_content, Palette(2), s_end)),
        ("a palette of 257 colours", "its palette has 771 bytes", File(Header(Side, Side, 8, 3), Palette(257), s_content, s_end)),
        ("a colour and a third", "its palette has 4 bytes", File(Header(Side, Side, 8, 3), ("PLTE", new byte[4]), s_content, s_end)),
        ("a pixel beyond the palette", "colour 1 of a palette of 1", File(Header(Side, Side, 8, 3), Palette(1), s_content, s_end)),
        ("more opacities than colours", "3 opacities for 2", File(Header(Side, Side, 8, 3), Palette(2), Clear(3), s_content, s_end)),
        ("a transparent colour cut short", "transparent colour has 1 bytes", File(s_header, Clear(1), s_content, s_end)),
        ("transparency twice told", "does not fit colour type 6", File(Header(Side, Side, 8, 6), Clear(6), s_content, s_end)),
        ("no content", "no picture in it", File(s_header, s_end)),
        ("empty content", "content ends before its picture", File(s_header, ("IDAT", []), s_end)),
        ("content cut short", "content ends before its picture", File(s_header, Content(Side, Side - 1, 1), s_end)),
        ("compressed content cut short", "content", File(s_header, ("IDAT", s_content.Data[..^8]), s_end)),
        ("content in two places", "IDAT in two places", File(s_header, s_content, ("tEXt", []), s_content, s_end)),
        ("content that is no zlib", "does not unpack", File(s_header, ("IDAT", new byte[100]), s_end)),
        ("content that asks for a dictionary", "does not unpack", File(s_header, ("IDAT", [0x78, 0xBB, .. new byte[100]]), s_end)),
        ("a wrong sum of the content", "does not unpack", File(s_header, ("IDAT", [.. s_content.Data[..^1], 77]), s_end)),
        ("content without its sum", "before its check sum", File(s_header, ("IDAT", s_content.Data[..^4]), s_end)),
        ("content without half its sum", "before its check sum", File(s_header, ("IDAT", s_content.Data[..^2]), s_end)),
        ("a byte behind the content", "behind the content's end", File(s_header, ("IDAT", [.. s_content.Data, 0]), s_end)),
        ("a byte in a chunk of its own", "behind the content's end", File(s_header, s_content, ("IDAT", [0]), s_end)),
        ("20,000 bytes behind it", "behind the content's end", File(s_header, ("IDAT", [.. s_content.Data, .. new byte[20_000]]), s_end)),
        ("the content twice", "behind the content's end", File(s_header, s_content, s_content, s_end)),
        ("an unknown filter", "filter 5", File(s_header, ("IDAT", Pngs.Zlib([5, .. new byte[Side * (Side + 1)]])), s_end)),
        ("one byte too many", "holds more", File(s_header, ("IDAT", Pngs.Zlib(new byte[Side * (Side + 1) + 1])), s_end)),
        ("a thousand times its size", "holds more", File(s_header, ("IDAT", Pngs.Zlib(new byte[100_000_000])), s_end)),
        ("all that may be declared", "blank", File(Header(2000, 2000, 16, 6), ("IDAT", Pngs.Zlib(new byte[2000 * 16001])), s_end)),
        ("the longest rows", "blank", File(Header(16384, 244, 16, 6), ("IDAT", Pngs.Zlib(new byte[244 * 131073])), s_end)),
        ("80,000 chunks", "content ends before", File([s_header, .. Enumerable.Repeat(("IDAT", Array.Empty<byte>()), 80_000), s_end])),
        ("a chunk as long as can be", "cut short", Long(uint.MaxValue)),
        ("a chunk whose end overflows", "cut short", Long(int.MaxValue - 11)),
        ("no end", "cut short", File(s_header, s_content)),
        ("nothing behind the signature", "cut short", File()),
        ("another format", "does not begin as one", Encoding.ASCII.GetBytes("GIF89a")),
    ];

    public static TheoryData<string> Attacks => [.. s_files.Select(static f => f.What)];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_attack_is_refused_with_a_reason_and_within_the_bound(string what)
    {
        (_, string words, byte[] png) = s_files.Single(f => f.What == what);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<InvalidDataException>(() => Picture.FromPng(png));
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(taken, 0, MostBytes);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused_in_our_words()
    {
        foreach (byte[] png in Pngs.All())
        {
            for (int length = 0; length < png.Length; length++)
            {
                byte[] cut = png[..length];
                string message = Assert.Throws<InvalidDataException>(() => Picture.FromPng(cut)).Message;
                Assert.Matches("^(the PNG file is cut short|expected a PNG file)", message);
            }
        }
    }

    private static byte[] File(params (string Name, byte[] Data)[] chunks) => Pngs.File(chunks);

    private static (string Name, byte[] Data) Header(int width, int height, int bits = 8, int type = 0) =>
        ("IHDR", Pngs.Header(width, height, bits, type));

    private static (string Name, byte[] Data) Content(int width, int height, byte pixel)
    {
        var rows = new byte[height * (width + 1)];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = i % (width + 1) == 0 ? (byte)0 : pixel;
        return ("IDAT", Pngs.Zlib(rows));
    }

    private static (string Name, byte[] Data) Palette(int colours) => ("PLTE", new byte[3 * colours]);

    private static (string Name, byte[] Data) Clear(int bytes) => ("tRNS", new byte[bytes]);

    /// <summary>
    /// Content that begins as zlib and as raw deflate alike. To a reader who does not know CgBI it is one stored block that fits the
    /// picture; to one who does, two short blocks, and behind them as many zeros as are asked for.
    /// </summary>
    private static byte[] Raw(int zeros)
    {
        const int Block = 0xFEFE, Before = 2 + 1 + 4, Sum = 4, First = 0x0101, FirstHead = 5;
        using var bomb = new MemoryStream();
        using (var deflate = new DeflateStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(new byte[zeros]);
        var content = new byte[Before + Block + Sum];
        ((byte[])[0x78, 0x01, 0x01, 0xFE, 0xFE, 0x01, 0x01]).CopyTo(content, 0);
        int second = FirstHead + First, length = content.Length - second - FirstHead;
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(second + 1), (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(second + 3), (ushort)~length);
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(Before + Block), Adler(content.AsSpan(Before, Block)));
        return File(("CgBI", [0x50, 0, 0x20, 2]), Header(255, 255), ("IDAT", [.. content, .. bomb.ToArray()]), s_end);
    }

    private static uint Adler(ReadOnlySpan<byte> bytes)
    {
        (uint low, uint high) = (1, 0);
        foreach (byte b in bytes)
        {
            low = (low + b) % 65521;
            high = (high + low) % 65521;
        }

        return high << 16 | low;
    }

    private static byte[] Long(uint length)
    {
        byte[] png = File(s_header, s_content, s_end);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(8 + 12 + 13), length);
        return png;
    }
}
