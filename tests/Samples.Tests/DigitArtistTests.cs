using System.Security.Cryptography;
using Digits;
using Samples;
using Samples.Drawing;

namespace Unrolled.Samples.Tests;

public sealed class DigitArtistTests
{
    [Fact]
    public void The_first_hundred_pictures_are_the_same_on_every_platform()
    {
        float[] pixels = Draw(new DigitArtist(seed: 1), 100).Pixels;

        // Pixels are multiples of 1/255; as bytes they are the same on either endianness.
        byte[] greys = Array.ConvertAll(pixels, pixel => (byte)MathF.Round(pixel * 255));
        string hash = Convert.ToHexStringLower(SHA256.HashData(greys));

        Assert.Equal("e0bdfb3467fe79d90366dcd389b3c93e78022a579616acc97ee77e7aab467e68", hash);
    }

    [Fact]
    public void Every_class_is_drawn_about_equally_often()
    {
        int[] labels = Draw(new DigitArtist(seed: 1), 2_000).Labels;

        for (int digit = 0; digit < 10; digit++)
            Assert.InRange(labels.Count(label => label == digit), 150, 250);
        Assert.All(labels, label => Assert.InRange(label, 0, 9));
    }

    [Fact]
    public void Pixels_are_the_256_greys_of_image_files()
    {
        float[] pixels = Draw(new DigitArtist(seed: 1), 200).Pixels;

        Assert.All(pixels, pixel => Assert.InRange(pixel, 0, 1));
        Assert.All(pixels, pixel => Assert.Equal(MathF.Round(pixel * 255) / 255f, pixel));
    }

    [Fact]
    public void Every_picture_shows_ink_on_paper()
    {
        float[] pixels = Draw(new DigitArtist(seed: 1), 500).Pixels;

        foreach (float[] picture in pixels.Chunk(DigitArtist.Pixels))
        {
            Assert.InRange(picture.Count(pixel => pixel > 0.5f), 12, 330);
            Assert.True(picture.Average() < 0.5f);
        }
    }

    [Fact]
    public void A_picture_depends_on_its_number_alone_and_not_on_those_before()
    {
        var artist = new DigitArtist(seed: 7);
        (float[] pixels, int[] labels) = Draw(artist, 10);
        var again = new float[DigitArtist.Pixels];

        Assert.Equal(labels[4], artist.Draw(4, again));
        Assert.Equal(pixels.AsSpan(4 * DigitArtist.Pixels, DigitArtist.Pixels).ToArray(), again);
    }

    [Fact]
    public void Another_seed_draws_other_pictures()
    {
        Assert.NotEqual(Draw(new DigitArtist(seed: 1), 10).Pixels, Draw(new DigitArtist(seed: 2), 10).Pixels);
    }

    [Fact]
    public void Threads_do_not_change_the_generated_digits()
    {
        DigitData one = GeneratedDigits.Draw(seed: 3, threads: 1), three = GeneratedDigits.Draw(seed: 3, threads: 3);

        Assert.Equal((10_000, 2_000), (one.Train.Count, one.Test.Count));
        Assert.Equal(one.Train.Inputs, three.Train.Inputs);
        Assert.Equal(one.Train.Labels, three.Train.Labels);
        Assert.Equal(one.Test.Inputs, three.Test.Inputs);
        Assert.Equal(one.Test.Labels, three.Test.Labels);
    }

    private static (float[] Pixels, int[] Labels) Draw(DigitArtist artist, int count)
    {
        var pixels = new float[count * DigitArtist.Pixels];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
            labels[i] = artist.Draw(i, pixels.AsSpan(i * DigitArtist.Pixels, DigitArtist.Pixels));
        return (pixels, labels);
    }
}
