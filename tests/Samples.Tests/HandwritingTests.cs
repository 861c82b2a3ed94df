using System.Security.Cryptography;
using Recognition;
using Samples;
using Samples.Drawing;

namespace Unrolled.Samples.Tests;

/// <summary>Lines on their way to a network, and the digits that are written so.</summary>
[Trait("Category", "Slow")]
public class HandwritingTests
{
    private static readonly Point[][] s_seven = [[(1, 1), (5, 1), (3, 9)]];

    [Fact]
    public void Place_and_size_do_not_change_a_picture()
    {
        float[] one = Draw(s_seven);
        float[] other = Draw(Array.ConvertAll(s_seven, static line => Array.ConvertAll(line, static p => 64 * p + new Point(128, 32))));
        for (int i = 0; i < one.Length; i++)
            Assert.Equal(one[i], other[i], 1e-4);
    }

    [Fact]
    public void Ink_fills_a_box_of_20_pixels_with_its_centre_of_mass_in_the_middle()
    {
        float[] pixels = Draw(s_seven);
        int[] rows = [.. Enumerable.Range(0, 28).Where(y => Enumerable.Range(0, 28).Any(x => pixels[28 * y + x] > 0.5f))];
        Assert.InRange(rows[^1] - rows[0] + 1, 19, 21);
        float sum = pixels.Sum();
        Assert.Equal(13.5f, pixels.Select(static (ink, i) => ink * (i % 28)).Sum() / sum, 0.1f);
        Assert.Equal(13.5f, pixels.Select(static (ink, i) => ink * (i / 28)).Sum() / sum, 0.1f);
    }

    [Fact]
    public void A_dot_stays_one()
    {
        float[] pixels = Draw([[(3, 3)]], least: 10);
        Assert.InRange(pixels.Count(static ink => ink > 0), 1, 16);
    }

    [Fact]
    public void Nothing_is_no_drawing()
    {
        Assert.Throws<InvalidDataException>(static () => Draw([]));
        Assert.Throws<InvalidDataException>(static () => Draw([[]]));
    }

    [Fact]
    public void Written_digits_are_the_same_on_every_platform_and_for_every_reader()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (int index in Enumerable.Range(0, 100))
        {
            var pixels = new float[Handwriting.Pixels];
            int label = new Scribe(1).Draw(index, pixels);
            var (input, labels) = (new float[Handwriting.Pixels], new int[1]);
            new WrittenDigits(101, 1).Read(index, 0, new() { Input = input, Labels = labels });
            if (index % 4 != 0)
            {
                Assert.Equal(label, labels[0]);
                Assert.Equal(pixels, input);
            }

            hash.AppendData(Array.ConvertAll(pixels, static ink => (byte)(255 * ink + 0.5f)));
        }

        Assert.Equal("61279ba5be43a2e89da230fdd7056a9615dd78b7f85c8a5eb147e4958bfc504d", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void Another_epoch_has_other_digits()
    {
        var digits = new WrittenDigits(10, 1);
        var (first, second) = (new float[Handwriting.Pixels], new float[Handwriting.Pixels]);
        digits.Read(1, 0, new() { Input = first, Labels = new int[1] });
        digits.Read(1, 1, new() { Input = second, Labels = new int[1] });
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Written_digits_that_were_not_learned_from_are_read()
    {
        var scribe = new Scribe(seed: 77);
        var reader = new DigitReader();
        var pixels = new float[Handwriting.Pixels];
        int right = 0;
        for (int picture = 0; picture < 500; picture++)
            right += scribe.Draw(picture, pixels) == reader.Read(pixels).Digit ? 1 : 0;
        Assert.InRange(right, 475, 500);
    }

    [Fact]
    public void Ink_where_it_speaks_for_a_digit_makes_the_network_surer()
    {
        var reader = new DigitReader();
        float[] pixels = Draw(s_seven);
        var (pull, probabilities) = (new float[pixels.Length], new float[10]);
        foreach (int digit in (int[])[1, 7])
        {
            reader.Look(pixels, digit, pull);
            Assert.Equal(1, pull.Max(Math.Abs));
            Assert.True(Change(digit, Array.IndexOf(pull, pull.Max())) > 0);
            Assert.True(Change(digit, Array.IndexOf(pull, pull.Min())) < 0);
        }

        double Change(int digit, int pixel)
        {
            float[] changed = [.. pixels];
            changed[pixel] += 0.02f;
            reader.Read(pixels, probabilities);
            double before = Math.Log(probabilities[digit]);
            reader.Read(changed, probabilities);
            return Math.Log(probabilities[digit]) - before;
        }
    }

    private static float[] Draw(Point[][] strokes, float least = 0)
    {
        var pixels = new float[Handwriting.Pixels];
        new Handwriting().Draw(strokes, least, Pen.Usual, pixels);
        return pixels;
    }
}
