using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data;

/// <summary>Floats from 0 to 1 of one channel of pixels, laid over black where they are transparent.</summary>
internal static class Channels
{
    public const int Grey = -1;

    public static void Take(ReadOnlySpan<Rgba64> pixels, int channel, Span<float> to)
    {
        const float Full = ushort.MaxValue;
        for (int x = 0; x < pixels.Length; x++)
        {
            Rgba64 pixel = pixels[x];
            float value = channel switch
            {
                Grey => Luma(pixel),
                0 => pixel.R / Full,
                1 => pixel.G / Full,
                _ => pixel.B / Full,
            };
            to[x] = pixel.A == ushort.MaxValue ? value : value * (pixel.A / Full);
        }
    }

    // ITU-R BT.601. In whole numbers up to the division, so that a grey pixel keeps its value exactly.
    private static float Luma(Rgba64 pixel) =>
        (float)((299 * pixel.R + 587 * pixel.G + 114 * pixel.B) / (1000.0 * ushort.MaxValue));
}
