using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data;

/// <summary>
/// Brings a picture to a size, in floats and row by row: beyond the picture itself it needs one row. What is not scaled stays exact.
/// Nothing but correctly rounded operations in one order, so that every machine has the same bits.
/// </summary>
internal static class Resampling
{
    /// <summary>Writes all of <paramref name="into"/>.</summary>
    public static void Fit(Image<Rgba64> picture, ImageFit fit, Span<float> into, int channels, int height, int width)
    {
        (Stretch across, Stretch down) = Stretches(picture.Width, picture.Height, width, height, fit);
        Taps horizontal = Taps.Of(across, picture.Width), vertical = Taps.Of(down, picture.Height);
        into.Clear();
        var colours = new float[picture.Width];
        var scaled = new float[across.Count];
        int first = 0;
        for (int y = 0; y < picture.Height; y++)
        {
            while (first < vertical.Count && vertical.End(first) <= y)
                first++;
            if (first == vertical.Count)
                break;
            ReadOnlySpan<Rgba64> row = picture.DangerousGetPixelRowMemory(y).Span;
            for (int channel = 0; channel < channels && vertical.Start(first) <= y; channel++)
            {
                Channels.Take(row, channels == 1 ? Channels.Grey : channel, colours);
                horizontal.Apply(colours, scaled);
                for (int to = first; to < vertical.Count && vertical.Start(to) <= y; to++)
                {
                    if (y < vertical.End(to))
                        Add(scaled, vertical.Weight(to, y), into.Slice((channel * height + down.To + to) * width + across.To, across.Count));
                }
            }
        }
    }

    private static void Add(ReadOnlySpan<float> row, float weight, Span<float> to)
    {
        for (int x = 0; x < row.Length; x++)
            to[x] += weight * row[x];
    }

    /// <summary>Which part of the picture comes to which part of the sample, along the rows and down the columns.</summary>
    private static (Stretch Across, Stretch Down) Stretches(int fromWidth, int fromHeight, int width, int height, ImageFit fit)
    {
        // Wider in proportion than what is wanted.
        bool wide = (long)fromWidth * height >= (long)fromHeight * width;
        return fit switch
        {
            ImageFit.Crop when wide => (Middle(fromWidth, (double)fromHeight * width / height, width), Whole(fromHeight, height)),
            ImageFit.Crop => (Whole(fromWidth, width), Middle(fromHeight, (double)fromWidth * height / width, height)),
            ImageFit.Pad when wide => (Whole(fromWidth, width), Within(fromHeight, (double)fromHeight * width / fromWidth, height)),
            ImageFit.Pad => (Within(fromWidth, (double)fromWidth * height / fromHeight, width), Whole(fromHeight, height)),
            _ => (Whole(fromWidth, width), Whole(fromHeight, height)),
        };
    }

    private static Stretch Whole(int from, int to) => new(0, from, 0, to);

    private static Stretch Middle(int from, double length, int to)
    {
        double start = (from - length) / 2;
        // What needs no scaling is cut at a whole pixel, and stays sharp.
        return new(length == to ? Math.Floor(start) : start, length, 0, to);
    }

    private static Stretch Within(int from, double length, int to)
    {
        int count = Math.Clamp((int)(length + 0.5), 1, to);
        return new(0, from, (to - count) / 2, count);
    }
}
