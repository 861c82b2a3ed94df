using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Pictures;

/// <summary>Draws shapes of any size, place and colour as PNG files, a folder for each kind: pictures to try the sample with.</summary>
internal static class Shapes
{
    private const int Side = 32;

    // Whether a point is in the shape of radius 1 around the middle.
    private static readonly (string Name, Func<double, double, bool> Covers)[] s_kinds =
    [
        ("circle", static (x, y) => x * x + y * y < 1),
        ("cross", static (x, y) => Math.Min(Math.Abs(x), Math.Abs(y)) < 0.3 && Math.Max(Math.Abs(x), Math.Abs(y)) < 1),
        ("ring", static (x, y) => x * x + y * y is < 1 and > 0.35),
        ("square", static (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) < 0.85),
        ("triangle", static (x, y) => y < 0.7 && y > 1.8 * Math.Abs(x) - 0.9),
    ];

    /// <summary>Draws so many of each kind into a directory.</summary>
    public static void Draw(string directory, int count, int seed)
    {
        var random = new Random(seed);
        foreach ((string name, Func<double, double, bool> covers) in s_kinds)
        {
            string folder = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
            for (int i = 0; i < count; i++)
            {
                using Image<Rgb24> picture = One(covers, random);
                picture.SaveAsPng(Path.Combine(folder, $"{i:D4}.png"));
            }
        }
    }

    private static Image<Rgb24> One(Func<double, double, bool> covers, Random random)
    {
        double radius = 6 + 6 * random.NextDouble(), reach = Side / 2 - radius;
        double middleX = Side / 2 + reach * (2 * random.NextDouble() - 1), middleY = Side / 2 + reach * (2 * random.NextDouble() - 1);
        byte[] paper = [(byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)];
        // Far enough from the paper to be seen.
        byte[] ink = [.. paper.Select(channel => (byte)(channel + 70 + random.Next(116)))];
        var picture = new Image<Rgb24>(Side, Side);
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                byte[] colour = covers((x + 0.5 - middleX) / radius, (y + 0.5 - middleY) / radius) ? ink : paper;
                int grain = random.Next(-20, 21);
                picture[x, y] = new Rgb24(Grained(colour[0], grain), Grained(colour[1], grain), Grained(colour[2], grain));
            }
        }
        return picture;
    }

    private static byte Grained(byte channel, int grain) => (byte)Math.Clamp(channel + grain, 0, 255);
}
