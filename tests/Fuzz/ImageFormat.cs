using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using Unrolled.Data;

namespace Unrolled.Fuzz;

/// <summary>Pictures that the data package reads: PNG and JPEG.</summary>
internal static class ImageFormat
{
    private const int MaxPixels = 1 << 20;

    private static readonly byte[] s_markers = [0xC0, 0xC2, 0xC4, 0xD8, 0xD9, 0xDA, 0xDB, 0xDD, 0xE1];

    private static readonly JpegColorType[] s_colours =
        [JpegColorType.YCbCrRatio444, JpegColorType.YCbCrRatio420, JpegColorType.Luminance, JpegColorType.Rgb];

    private static readonly ImageOptions s_options = new() { Width = 8, Height = 6, Fit = ImageFit.Crop, MaxPixels = MaxPixels };

    // The decoder's memory is bounded by the pixels, of 16 bytes each and as much for what it keeps meanwhile.
    public static Format Format() => new(
        [.. Pngs.All(), .. Jpegs()], Read, static length => 32L * MaxPixels + 64L * length)
    {
        Words = [.. PngFormat.Words, .. s_markers.Select(static marker => (byte[])[0xFF, marker])],
        Within = static (bytes, damage) => bytes is [0x89, ..] ? PngFormat.Within(bytes, damage) : null,
    };

    private static void Read(byte[] bytes)
    {
        Span<float> sample = stackalloc float[3 * 8 * 6];
        ImageFile.Read(bytes, s_options, sample);
        foreach (float value in sample)
        {
            if (value is not (>= 0 and <= 1.001f))
                throw new InvalidOperationException($"A pixel became {value}.");
        }
    }

    private static IEnumerable<byte[]> Jpegs()
    {
        foreach (JpegColorType colour in s_colours)
        {
            using var picture = new Image<Rgb24>(19, 11);
            for (int y = 0; y < picture.Height; y++)
            {
                for (int x = 0; x < picture.Width; x++)
                    picture[x, y] = new Rgb24((byte)(13 * x), (byte)(20 * y), (byte)(x * y));
            }
            picture.Metadata.ExifProfile = new ExifProfile();
            picture.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6);
            using var file = new MemoryStream();
            picture.SaveAsJpeg(file, new JpegEncoder { ColorType = colour, Quality = 60 });
            yield return file.ToArray();
        }
    }
}
