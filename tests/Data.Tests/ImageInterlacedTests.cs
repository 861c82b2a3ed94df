using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data.Tests;

/// <summary>Interlaced PNG files, which the decoder underneath never comes back from if they are damaged, or narrow.</summary>
[Trait("Category", "Slow")]
public class ImageInterlacedTests
{
    private static readonly (PngColorType Type, PngBitDepth Bits)[] s_kinds =
    [
        (PngColorType.Grayscale, PngBitDepth.Bit1), (PngColorType.Grayscale, PngBitDepth.Bit2), (PngColorType.Grayscale, PngBitDepth.Bit8),
        (PngColorType.GrayscaleWithAlpha, PngBitDepth.Bit16), (PngColorType.Palette, PngBitDepth.Bit4),
        (PngColorType.Rgb, PngBitDepth.Bit8), (PngColorType.RgbWithAlpha, PngBitDepth.Bit16),
    ];

    [Fact]
    public void Pictures_of_every_kind_are_what_they_are_without()
    {
        // The encoder that makes them here writes those of fewer than five columns with rows at wrong places.
        for (int size = 0; size < 45; size++)
        {
            foreach ((PngColorType type, PngBitDepth bits) in s_kinds)
                Same(size % 5 + 5, size / 5 + 1, new PngEncoder { ColorType = type, BitDepth = bits });
        }
    }

    [Fact]
    public void Narrow_pictures_have_their_rows_where_they_belong()
    {
        // Pixels are 10·row + column; each row of each pass begins with its filter, 0.
        byte[] passes =
        [
            0, 0,
            0, 40,
            0, 2, 0, 42,
            0, 20, 22,
            0, 1, 0, 21, 0, 41,
            0, 10, 11, 12, 0, 30, 31, 32,
        ];
        var expected = from y in Enumerable.Range(0, 5) from x in Enumerable.Range(0, 3) select (10 * y + x) / 255f;
        Assert.Equal(expected, Read(Pictures.InterlacedGrey(3, 5, passes), 3, 5)[..15]);
    }

    [Theory]
    [InlineData(PngFilterMethod.None)]
    [InlineData(PngFilterMethod.Sub)]
    [InlineData(PngFilterMethod.Up)]
    [InlineData(PngFilterMethod.Average)]
    [InlineData(PngFilterMethod.Paeth)]
    public void Every_filter_is_undone(PngFilterMethod filter) => Same(21, 17, new PngEncoder { FilterMethod = filter });

    [Fact]
    public void Pixels_that_end_early_are_refused()
    {
        for (int length = 0; length < 9; length++)
        {
            byte[] file = Pictures.InterlacedGrey(5, 1, new byte[length]);
            string refusal = Assert.Throws<InvalidDataException>(() => Read(file, 4, 4)).Message;
            Assert.Equal("the picture: the picture cannot be decoded: its pixels end early", refusal);
        }
        // A filter for each of the four passes that have pixels, and the five pixels.
        Read(Pictures.InterlacedGrey(5, 1, new byte[9]), 4, 4);
    }

    [Theory]
    [InlineData(-1_476_395_000, 9)]
    [InlineData(9, int.MinValue)]
    [InlineData(65_536, 1)]
    public void Declared_sides_out_of_their_range_are_refused(int width, int height)
    {
        byte[] file = Pictures.Declaring(Pictures.InterlacedGrey(5, 1, new byte[9]), width, height);
        string refusal = Assert.Throws<InvalidDataException>(() => Read(file, 4, 4)).Message;
        Assert.Contains($"it declares {width}×{height} pixels, but a side has from 1 to 65535", refusal);
    }

    [Fact]
    public void A_second_header_is_refused()
    {
        byte[] file = Encode(12, 9, new PngEncoder());
        // The signature has 8 bytes, the header 25.
        byte[] damaged = [.. file[..33], .. file[8..33], .. file[33..]];
        Assert.Contains("expected one header", Assert.Throws<InvalidDataException>(() => Read(damaged, 4, 4)).Message);
    }

    private static void Same(int width, int height, PngEncoder encoder)
    {
        byte[] plain = Encode(width, height, encoder);
        encoder.InterlaceMethod = PngInterlaceMode.Adam7;
        byte[] interlaced = Encode(width, height, encoder);
        Assert.NotEqual(plain, interlaced);
        Assert.Equal(Read(plain, width, height), Read(interlaced, width, height));
    }

    private static byte[] Encode(int width, int height, PngEncoder encoder) =>
        Pictures.Png(width, height, Pixel, encoder);

    private static Rgba32 Pixel(int x, int y) => new((byte)(x * 71 + y), (byte)(y * 53), (byte)(x * y * 29), (byte)(255 - x * 9));

    private static float[] Read(byte[] file, int width, int height) =>
        Pictures.Read(file, new ImageOptions { Width = width, Height = height }, 3 * width * height);
}
