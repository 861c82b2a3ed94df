using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data.Tests;

/// <summary>Encoded pictures for tests.</summary>
internal static class Pictures
{
    public static byte[] Png<T>(int width, int height, Func<int, int, T> pixel, PngEncoder? encoder = null)
        where T : unmanaged, IPixel<T>
    {
        using Image<T> image = Paint(width, height, pixel);
        using var file = new MemoryStream();
        image.SaveAsPng(file, encoder ?? new PngEncoder());
        return file.ToArray();
    }

    /// <summary>A grey picture of 8 bits, from its pixels row by row.</summary>
    public static byte[] Grey(int width, params byte[] pixels) => Png(
        width,
        pixels.Length / width,
        (x, y) => new L8(pixels[y * width + x]),
        new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = PngBitDepth.Bit8 });

    public static byte[] Jpeg(int width, int height, Func<int, int, Rgb24> pixel, int orientation = 0)
    {
        using Image<Rgb24> image = Paint(width, height, pixel);
        if (orientation > 0)
        {
            image.Metadata.ExifProfile = new ExifProfile();
            image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)orientation);
        }
        using var file = new MemoryStream();
        image.SaveAsJpeg(file, new JpegEncoder { Quality = 100 });
        return file.ToArray();
    }

    public static float[] Read(byte[] file, ImageOptions options, int length)
    {
        var sample = new float[length];
        ImageFile.Read(file, options, sample);
        return sample;
    }

    private static Image<T> Paint<T>(int width, int height, Func<int, int, T> pixel) where T : unmanaged, IPixel<T>
    {
        var image = new Image<T>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                image[x, y] = pixel(x, y);
        }
        return image;
    }
}
