using Recognition;
using Samples.Drawing;
using Unrolled.Fuzz;

namespace Unrolled.Samples.Tests;

/// <summary>The network that an assembly carries, and pictures on their way to it.</summary>
[Trait("Category", "Slow")]
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
        Assert.Contains(
            "blank",
            Assert.Throws<InvalidDataException>(() => Picture.FromPng(Png(new float[DigitArtist.Pixels], 1, dark: true))).Message,
            StringComparison.Ordinal);

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

        return Pngs.File(("IHDR", Pngs.Header(side, side, bits: 8, type: 0)), ("IDAT", Pngs.Zlib(rows.ToArray())), ("IEND", []));
    }
}
