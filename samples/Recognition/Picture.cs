using Recognition.Png;

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

    /// <summary>The most pixels of a picture that is read. Decoding takes one byte for each, two rows, and some 64 KB.</summary>
    public const int MostPixels = 4_000_000;

    /// <summary>The most pixels along one side of a picture that is read.</summary>
    public const int MostSide = 16_384;

    /// <summary>The number of pixels that a PNG file declares, before anything of it is decoded; it bounds what decoding takes.</summary>
    /// <exception cref="InvalidDataException">It does not begin as a PNG file, or declares too many.</exception>
    public static int PixelsOfPng(ReadOnlySpan<byte> png)
    {
        var header = PngFile.ReadHeader(png);
        return header.Width * header.Height;
    }

    /// <summary>Decodes a PNG file and brings it to the network's form.</summary>
    /// <param name="png">The file's bytes.</param>
    /// <exception cref="InvalidDataException">It is no PNG file, damaged, too large, or blank.</exception>
    public static float[] FromPng(byte[] png)
    {
        GreyPicture picture = PngDecoder.Decode(png);
        return FromGrey(picture.Light, picture.Width, picture.Height);
    }

    /// <summary>Brings a grey picture to the network's form: ink on either paper, of any size and place.</summary>
    /// <param name="light">Pixels row by row, 0 (black) to 255 (white).</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="InvalidDataException">Nothing is drawn on it.</exception>
    public static float[] FromGrey(ReadOnlySpan<byte> light, int width, int height)
    {
        var drawing = new Drawing(light, width, InkOf(light, width, height));
        float darkest = 0;
        foreach (byte pixel in light)
            darkest = Math.Max(darkest, drawing.Ink[pixel]);
        if (darkest < 0.1f)
            throw new InvalidDataException("the picture is blank; draw a digit that differs from its paper.");
        if (width == Side && height == Side)
            return drawing.Whole();
        (int left, int top, int right, int bottom) = Bounds(drawing, height, darkest * Faint);
        return Centred(Shrunk(drawing, left, top, right - left, bottom - top, darkest));
    }

    /// <summary>Pixels, and how much ink each of their values is, from 0 to 1.</summary>
    private readonly ref struct Drawing(ReadOnlySpan<byte> light, int width, float[] ink)
    {
        private readonly ReadOnlySpan<byte> _light = light;

        public int Width { get; } = width;

        public float[] Ink { get; } = ink;

        public float this[int x, int y] => Ink[_light[y * Width + x]];

        public float[] Whole()
        {
            var pixels = new float[_light.Length];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = Ink[_light[i]];
            return pixels;
        }
    }

    /// <summary>The ink of each value: what differs from the border, which is paper.</summary>
    private static float[] InkOf(ReadOnlySpan<byte> light, int width, int height)
    {
        long border = 0;
        int count = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x += y == 0 || y == height - 1 ? 1 : Math.Max(1, width - 1))
            {
                border += light[y * width + x];
                count++;
            }
        }

        bool white = border > count * 127.5;
        var ink = new float[256];
        for (int value = 0; value < ink.Length; value++)
            ink[value] = white ? 1 - value / 255f : value / 255f;
        return ink;
    }

    private static (int Left, int Top, int Right, int Bottom) Bounds(Drawing drawing, int height, float least)
    {
        int width = drawing.Width;
        (int left, int top, int right, int bottom) = (width, height, 0, 0);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (drawing[x, y] < least)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y + 1));
            }
        }

        return (left, top, right, bottom);
    }

    /// <summary>A part of a picture, made to fit the box: each pixel is the mean of the area that it covers.</summary>
    private static (float[] Pixels, int Width, int Height) Shrunk(
        Drawing drawing, int left, int top, int width, int height, float darkest)
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
                        sum += drawing[left + column, top + row];
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
