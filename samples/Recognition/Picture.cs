using StbImageSharp;

namespace Recognition;

/// <summary>Pictures as the network knows them: 28×28 pixels from 0 (paper) to 1 (ink), the digit in the middle.</summary>
public static class Picture
{
    /// <summary>Pixels along one side.</summary>
    public const int Side = 28;

    // The digits that the network has learned fill a box of about this size.
    private const int Box = 20;

    // Fainter than this part of the darkest pixel is paper.
    private const float Faint = 0.2f;

    /// <summary>Decodes a PNG file and brings it to the network's form.</summary>
    /// <param name="png">The file's bytes.</param>
    /// <exception cref="InvalidDataException">It is no PNG file, damaged, too large, or blank.</exception>
    public static float[] FromPng(byte[] png)
    {
        (int width, int height) = PngGuard.Check(png);
        ImageResult image;
        try
        {
            image = ImageResult.FromMemory(png, ColorComponents.GreyAlpha);
        }
        catch (Exception damage) when (damage is not OutOfMemoryException)
        {
            // What a decoder throws on damaged files differs from damage to damage.
            throw new InvalidDataException($"the PNG file is damaged: {damage.Message}", damage);
        }

        var grey = new float[width * height];
        for (int i = 0; i < grey.Length; i++)
        {
            // Where the picture is transparent, there is white paper.
            float light = image.Data[2 * i] / 255f, opacity = image.Data[2 * i + 1] / 255f;
            grey[i] = light * opacity + (1 - opacity);
        }

        return FromGrey(grey, width, height);
    }

    /// <summary>Brings a grey picture, 0 (black) to 1 (white), to the network's form: ink on either paper, of any size and place.</summary>
    /// <exception cref="InvalidDataException">Nothing is drawn on it.</exception>
    public static float[] FromGrey(float[] grey, int width, int height)
    {
        float[] ink = Ink(grey, width, height);
        float darkest = ink.Max();
        if (darkest < 0.1f)
            throw new InvalidDataException("the picture is blank; draw a digit that differs from its paper.");
        if (width == Side && height == Side)
            return ink;
        (int left, int top, int right, int bottom) = Bounds(ink, width, height, darkest * Faint);
        return Centred(Shrunk(ink, width, left, top, right - left, bottom - top, darkest));
    }

    /// <summary>Ink is what differs from the border, which is paper.</summary>
    private static float[] Ink(float[] grey, int width, int height)
    {
        double border = 0;
        int count = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x += y == 0 || y == height - 1 ? 1 : Math.Max(1, width - 1))
            {
                border += grey[y * width + x];
                count++;
            }
        }

        bool light = border / count > 0.5;
        return [.. grey.Select(g => light ? 1 - g : g)];
    }

    private static (int Left, int Top, int Right, int Bottom) Bounds(float[] ink, int width, int height, float least)
    {
        (int left, int top, int right, int bottom) = (width, height, 0, 0);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (ink[y * width + x] < least)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y + 1));
            }
        }

        return (left, top, right, bottom);
    }

    /// <summary>A part of a picture, made to fit the box: each pixel is the mean of the area that it covers.</summary>
    private static (float[] Pixels, int Width, int Height) Shrunk(float[] ink, int stride, int left, int top, int width, int height, float darkest)
    {
        double scale = Math.Max(width, height) / (double)Box;
        int columns = Math.Clamp((int)Math.Round(width / scale), 1, Box), rows = Math.Clamp((int)Math.Round(height / scale), 1, Box);
        var pixels = new float[columns * rows];
        for (int y = 0; y < rows; y++)
        {
            int firstRow = y * height / rows, endRow = Math.Max(firstRow + 1, (y + 1) * height / rows);
            for (int x = 0; x < columns; x++)
            {
                int firstColumn = x * width / columns, endColumn = Math.Max(firstColumn + 1, (x + 1) * width / columns);
                float sum = 0;
                for (int row = firstRow; row < endRow; row++)
                {
                    for (int column = firstColumn; column < endColumn; column++)
                        sum += ink[(top + row) * stride + left + column];
                }

                pixels[y * columns + x] = Math.Min(1, sum / ((endRow - firstRow) * (endColumn - firstColumn)) / darkest);
            }
        }

        return (pixels, columns, rows);
    }

    /// <summary>A picture with its centre of ink in the middle.</summary>
    private static float[] Centred((float[] Pixels, int Width, int Height) small)
    {
        double sum = 0, across = 0, down = 0;
        for (int i = 0; i < small.Pixels.Length; i++)
        {
            sum += small.Pixels[i];
            across += small.Pixels[i] * (i % small.Width + 0.5);
            down += small.Pixels[i] * (i / small.Width + 0.5);
        }

        int left = Math.Clamp((int)Math.Round(Side / 2.0 - across / sum), 0, Side - small.Width);
        int top = Math.Clamp((int)Math.Round(Side / 2.0 - down / sum), 0, Side - small.Height);
        var pixels = new float[Side * Side];
        for (int i = 0; i < small.Pixels.Length; i++)
            pixels[(top + i / small.Width) * Side + left + i % small.Width] = small.Pixels[i];
        return pixels;
    }
}
