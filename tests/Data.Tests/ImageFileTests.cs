using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data.Tests;

public class ImageFileTests
{
    private static readonly ImageOptions s_grey = new() { Channels = 1 };

    [Fact]
    public void Grey_pixels_are_exactly_their_number_of_255()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        float[] read = Pictures.Read(Pictures.Grey(16, pixels), s_grey with { Width = 16, Height = 16 }, 256);
        Assert.Equal(pixels.Select(x => x / 255f), read);
    }

    [Fact]
    public void Colours_come_plane_by_plane_and_exactly()
    {
        byte[] file = Pictures.Png(3, 2, (x, y) => new Rgb24((byte)(10 * x), (byte)(100 + y), 7));
        float[] read = Pictures.Read(file, new(), 18);
        Assert.Equal([0, 10 / 255f, 20 / 255f, 0, 10 / 255f, 20 / 255f], read[..6]);
        Assert.Equal([100 / 255f, 100 / 255f, 100 / 255f, 101 / 255f, 101 / 255f, 101 / 255f], read[6..12]);
        Assert.All(read[12..], blue => Assert.Equal(7 / 255f, blue));
    }

    [Fact]
    public void Grey_of_colours_is_their_luma()
    {
        byte[] file = Pictures.Png(1, 1, (_, _) => new Rgb24(200, 100, 50));
        Assert.Equal((0.299 * 200 + 0.587 * 100 + 0.114 * 50) / 255, Pictures.Read(file, s_grey, 1)[0], 1e-7);
    }

    [Fact]
    public void Sixteen_bits_are_kept()
    {
        var encoder = new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = PngBitDepth.Bit16 };
        byte[] file = Pictures.Png(2, 1, (x, _) => new L16((ushort)(12345 + x)), encoder);
        Assert.Equal([12345 / 65535f, 12346 / 65535f], Pictures.Read(file, s_grey, 2));
    }

    [Theory]
    [InlineData(PngBitDepth.Bit1, 255)]
    [InlineData(PngBitDepth.Bit2, 85)]
    [InlineData(PngBitDepth.Bit4, 17)]
    public void Few_bits_reach_from_black_to_white(PngBitDepth depth, int step)
    {
        var encoder = new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = depth };
        byte[] file = Pictures.Png(16, 1, (x, _) => new L8((byte)Math.Min(255, x * step)), encoder);
        Assert.Equal(Enumerable.Range(0, 16).Select(x => Math.Min(255, x * step) / 255f), Pictures.Read(file, s_grey, 16));
    }

    [Fact]
    public void Palettes_are_looked_up()
    {
        var encoder = new PngEncoder { ColorType = PngColorType.Palette, BitDepth = PngBitDepth.Bit8 };
        byte[] file = Pictures.Png(2, 1, (x, _) => x == 0 ? new Rgba32(255, 0, 51) : new Rgba32(0, 102, 0), encoder);
        Assert.Equal([1, 0, 0, 102 / 255f, 51 / 255f, 0], Pictures.Read(file, new(), 6));
    }

    [Fact]
    public void Transparent_pictures_lie_over_black()
    {
        byte[] file = Pictures.Png(3, 1, (x, _) => new Rgba32(255, 102, 0, (byte)(x == 0 ? 255 : x == 1 ? 51 : 0)));
        float[] read = Pictures.Read(file, new(), 9);
        Assert.Equal([1, 51 / 255f, 0, 102 / 255f, 102 / 255f * (51 / 255f), 0, 0, 0, 0], read);
    }

    [Fact]
    public void Values_are_normalised_by_channel()
    {
        byte[] file = Pictures.Png(1, 1, (_, _) => new Rgb24(255, 51, 0));
        ImageOptions options = new() { Mean = [0.5f, 0.1f, 0.2f], Deviation = [0.25f, 0.5f, 0.1f] };
        Assert.Equal([(1 - 0.5f) / 0.25f, (0.2f - 0.1f) / 0.5f, (0 - 0.2f) / 0.1f], Pictures.Read(file, options, 3));
    }

    // What each orientation makes of a picture with a bright corner, top left, and a half bright one, top right (EXIF 2.32, 4.6.4).
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 3, 2)]
    [InlineData(4, 2, 3)]
    [InlineData(5, 0, 2)]
    [InlineData(6, 1, 3)]
    [InlineData(7, 3, 1)]
    [InlineData(8, 2, 0)]
    public void Pictures_stand_as_the_camera_noted(int orientation, int bright, int half)
    {
        byte[] file = Pictures.Jpeg(16, 16, (x, y) => new Rgb24(Corner(x, y), Corner(x, y), Corner(x, y)), orientation);
        float[] read = Pictures.Read(file, s_grey, 256);
        float[] quarters = [read[4 * 16 + 4], read[4 * 16 + 12], read[12 * 16 + 4], read[12 * 16 + 12]];
        Assert.Equal(bright, Array.FindIndex(quarters, x => x > 0.8f));
        Assert.Equal(half, Array.FindIndex(quarters, x => x is > 0.3f and < 0.6f));
    }

    [Fact]
    public void Jpegs_come_close_to_what_they_were_made_of()
    {
        byte[] file = Pictures.Jpeg(32, 16, (x, y) => new Rgb24((byte)(8 * x), (byte)(8 * x), (byte)(8 * x)));
        float[] read = Pictures.Read(file, s_grey, 512);
        Assert.All(Enumerable.Range(0, 512), i => Assert.Equal(8 * (i % 32) / 255.0, read[i], 0.02));
    }

    [Fact]
    public void Streams_and_memory_give_what_files_give()
    {
        byte[] file = Pictures.Grey(2, 1, 2, 3, 4, 5, 6);
        var fromStream = new float[6];
        using var stream = new MemoryStream([9, .. file]) { Position = 1 };
        ImageFile.Read(stream, s_grey, fromStream);
        Assert.Equal(Pictures.Read(file, s_grey, 6), fromStream);
    }

    private static byte Corner(int x, int y) => (byte)(y >= 8 ? 0 : x < 8 ? 255 : 118);
}
