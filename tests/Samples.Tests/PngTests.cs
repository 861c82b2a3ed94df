using Recognition;
using Recognition.Png;
using StbImageSharp;
using Unrolled.Fuzz;

namespace Unrolled.Samples.Tests;

/// <summary>PNG files of every kind, read as another decoder reads them.</summary>
public class PngTests
{
    // Kinds, plain and interlaced, and those that can name what is transparent once more so.
    private const int FilesOfOneSize = 15 * 2 + 11 * 2;

    /// <summary>Sides around the eight pixels that interlacing counts in, and one as the network has it.</summary>
    [Fact]
    public void Every_kind_and_size_is_read_as_by_another_decoder()
    {
        int files = 0;
        foreach (int width in (int[])[1, 2, 3, 4, 5, 7, 8, 9, Picture.Side])
        {
            foreach (int height in (int[])[1, 2, 4, 6, 8, 9, Picture.Side])
            {
                foreach (byte[] png in Pngs.All(width, height))
                {
                    GreyPicture picture = PngDecoder.Decode(png);
                    Assert.Equal((width, height), (picture.Width, picture.Height));
                    byte[] expected = ImageResult.FromMemory(png, ColorComponents.GreyAlpha).Data;
                    AssertNear(expected, picture.Light, $"{width}×{height}, file {files}");
                    files++;
                }
            }
        }

        Assert.Equal(9 * 7 * FilesOfOneSize, files);
    }

    [Fact]
    public void Rows_may_be_in_many_chunks_and_other_chunks_around_them()
    {
        byte[] content = Pngs.Zlib(Pngs.Rows(Picture.Side, Picture.Side, bits: 8, channels: 1, interlaced: false));
        (string, byte[]) header = ("IHDR", Pngs.Header(Picture.Side, Picture.Side, bits: 8, type: 0));
        (string, byte[])[] pieces = [("IDAT", []), .. content.Select(static b => ("IDAT", new[] { b })), ("IDAT", [])];
        byte[] plain = Pngs.File(header, ("IDAT", content), ("IEND", []));
        byte[] pieced = Pngs.File([header, ("tEXt", [1, 2]), .. pieces, ("zTXt", [3]), ("IEND", [])]);

        Assert.Equal(Picture.FromPng(plain), Picture.FromPng([.. pieced, .. "what is behind the end"u8]));
    }

    /// <summary>Compares what is white paper where it is transparent; the other decoder rounds in other places.</summary>
    private static void AssertNear(byte[] greyAlpha, byte[] actual, string file)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            float light = greyAlpha[2 * i] / 255f, opacity = greyAlpha[2 * i + 1] / 255f;
            float expected = 255 * (light * opacity + (1 - opacity));
            if (Math.Abs(expected - actual[i]) > 1.5f)
                Assert.Fail($"{file}: pixel {i} is {actual[i]} instead of {expected}");
        }
    }
}
