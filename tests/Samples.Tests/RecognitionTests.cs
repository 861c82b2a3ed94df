using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Digits.Drawing;
using Recognition;

namespace Unrolled.Samples.Tests;

/// <summary>The network that an assembly carries, and pictures on their way to it.</summary>
public class RecognitionTests
{
    private const int Pictures = 200;

    [Fact]
    public void Drawn_digits_are_read_from_png_files_of_any_size()
    {
        var artist = new DigitArtist(seed: 77);
        var reader = new DigitReader();
        int right = 0;
        for (int picture = 0; picture < Pictures; picture++)
        {
            var pixels = new float[DigitArtist.Pixels];
            int digit = artist.Draw(picture, pixels);
            // Every second one enlarged, ink on white paper.
            byte[] png = picture % 2 == 0 ? Png(pixels, 1, dark: true) : Png(pixels, 5, dark: false);
            right += reader.Read(Picture.FromPng(png)).Digit == digit ? 1 : 0;
        }

        Assert.InRange(right, Pictures * 9 / 10, Pictures);
    }

    [Fact]
    public void A_probability_is_one() => Assert.InRange(new DigitReader().Read(new float[LeNet5.InputLength]).Probability, 0.1f, 1f);

    [Fact]
    public void A_blank_picture_is_refused() =>
        Assert.Contains("blank", Assert.Throws<InvalidDataException>(() => Picture.FromPng(Png(new float[DigitArtist.Pixels], 1, dark: true))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_picture_that_declares_too_many_pixels_is_refused_before_it_is_decoded()
    {
        byte[] png = Png(new float[DigitArtist.Pixels], 1, dark: true);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 100_000);
        Assert.Contains("declares 100000×100000", Assert.Throws<InvalidDataException>(() => Picture.FromPng(png)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_holds_more_than_it_declares_is_refused() =>
        Assert.Contains("holds more", Assert.Throws<InvalidDataException>(() => Picture.FromPng(Png(28, 28, new byte[10_000_000]))).Message, StringComparison.Ordinal);

    /// <summary>A grey PNG file of a picture, each pixel as a square.</summary>
    internal static byte[] Png(float[] pixels, int scale, bool dark)
    {
        int side = Canvas.Side * scale;
        using var rows = new MemoryStream();
        for (int y = 0; y < side; y++)
        {
            rows.WriteByte(0);
            for (int x = 0; x < side; x++)
            {
                float ink = pixels[y / scale * Canvas.Side + x / scale];
                rows.WriteByte((byte)(255 * (dark ? ink : 1 - ink)));
            }
        }

        return Png(side, side, rows.ToArray());
    }

    private static byte[] Png(int width, int height, byte[] content)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(content);
        Span<byte> number = stackalloc byte[4];
        foreach ((string name, byte[] data) in new[] { ("IHDR", header), ("IDAT", compressed.ToArray()), ("IEND", []) })
        {
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write([.. number, .. Encoding.ASCII.GetBytes(name), .. data]);
            // The reader does not look at check sums.
            file.Write(new byte[4]);
        }

        return file.ToArray();
    }
}
