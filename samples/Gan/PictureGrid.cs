using SkiaSharp;

namespace Gan;

/// <summary>Pictures side by side in a PNG file.</summary>
internal static class PictureGrid
{
    private const int Side = 28, Scale = 2, Gap = 4;

    /// <summary>Writes pictures whose pixels are -1 (black) to 1 (white).</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="pictures">Pictures of 28×28 pixels, one after another.</param>
    /// <param name="columns">Pictures in a row.</param>
    public static void Save(string path, ReadOnlySpan<float> pictures, int columns)
    {
        int count = pictures.Length / (Side * Side), rows = (count + columns - 1) / columns, cell = Side * Scale + Gap;
        using var bitmap = new SKBitmap(columns * cell + Gap, rows * cell + Gap, SKColorType.Gray8, SKAlphaType.Opaque);
        Span<byte> pixels = bitmap.GetPixelSpan();
        pixels.Fill(64);
        for (int picture = 0; picture < count; picture++)
        {
            int left = Gap + picture % columns * cell, top = Gap + picture / columns * cell;
            ReadOnlySpan<float> from = pictures.Slice(picture * Side * Side, Side * Side);
            for (int y = 0; y < Side * Scale; y++)
            {
                for (int x = 0; x < Side * Scale; x++)
                    pixels[(top + y) * bitmap.RowBytes + left + x] = (byte)Math.Round((from[y / Scale * Side + x / Scale] + 1) * 127.5f);
            }
        }
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using FileStream file = File.Create(path);
        png.SaveTo(file);
    }
}
