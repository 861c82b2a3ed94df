using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data.Tests;

public class ImageFitTests
{
    private static ImageOptions Grey(int width, int height, ImageFit fit = ImageFit.Stretch) =>
        new() { Channels = 1, Width = width, Height = height, Fit = fit };

    [Fact]
    public void Halving_averages_with_the_triangle_of_that_width()
    {
        // Reach 2 about the places 1, 3, 5, …: weights 1, 3, 3, 1 of 8; at the ends 3, 3, 1 of 7.
        float[] read = Pictures.Read(Pictures.Grey(6, 0, 70, 140, 210, 35, 105), Grey(3, 1), 3);
        double[] expected = [(3 * 0 + 3 * 70 + 140) / 7.0, (70 + 3 * 140 + 3 * 210 + 35) / 8.0, (210 + 3 * 35 + 3 * 105) / 7.0];
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(expected[i] / 255, read[i], 1e-6));
    }

    [Fact]
    public void Doubling_interpolates()
    {
        float[] read = Pictures.Read(Pictures.Grey(1, 0, 100), Grey(1, 4), 4);
        double[] expected = [0, 25, 75, 100];
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(expected[i] / 255, read[i], 1e-6));
    }

    [Fact]
    public void Rows_and_columns_are_scaled_alike()
    {
        byte[] file = Pictures.Png(9, 7, (x, y) => new L8((byte)(20 * x + 3 * y * y)));
        byte[] turned = Pictures.Png(7, 9, (x, y) => new L8((byte)(20 * y + 3 * x * x)));
        float[] read = Pictures.Read(file, Grey(4, 5), 20), other = Pictures.Read(turned, Grey(5, 4), 20);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(read[i], other[i % 4 * 5 + i / 4], 1e-6));
    }

    [Theory]
    [InlineData(7, 4, 1, 0)]
    [InlineData(4, 7, 0, 1)]
    public void Cropping_keeps_the_middle_sharp(int width, int height, int left, int top)
    {
        byte[] file = Pictures.Png(width, height, (x, y) => new L8((byte)(10 * x + y)));
        float[] read = Pictures.Read(file, Grey(4, 4, ImageFit.Crop), 16);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => (10 * (i % 4 + left) + i / 4 + top) / 255f), read);
    }

    [Fact]
    public void Cropping_scales_the_shorter_side()
    {
        // Four stripes of four columns; the middle two remain.
        byte[] file = Pictures.Png(16, 8, (x, _) => new L8((byte)(50 * (x / 4))));
        float[] read = Pictures.Read(file, Grey(2, 2, ImageFit.Crop), 4);
        Assert.True(read[0] is > 40 / 255f and < 60 / 255f && read[1] is > 90 / 255f and < 110 / 255f, string.Join(' ', read));
    }

    [Fact]
    public void Padding_keeps_all_between_black_stripes()
    {
        byte[] file = Pictures.Png(4, 2, (x, y) => new L8((byte)(100 + 10 * x + y)));
        float[] read = Pictures.Read(file, Grey(4, 4, ImageFit.Pad), 16);
        Assert.Equal(
            Enumerable.Range(0, 16).Select(i => i / 4 is 1 or 2 ? (100 + 10 * (i % 4) + i / 4 - 1) / 255f : 0), read);
        byte[] thin = Pictures.Png(1, 1000, (_, _) => new L8(255));
        Assert.Equal([0, 1, 0, 0], Pictures.Read(thin, Grey(4, 1, ImageFit.Pad), 4).Select(x => MathF.Round(x, 5)));
    }
}
