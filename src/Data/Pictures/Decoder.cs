using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Unrolled.Data;

/// <summary>
/// The one place that calls ImageSharp to read. It throws whatever it likes for a damaged file; here that becomes an
/// <see cref="InvalidDataException"/> with the file's name. Pixels are of 16 bits a channel, which hold those of 8 exactly:
/// <c>257·x/65535 = x/255</c>.
/// </summary>
internal sealed class Decoder(int maxPixels)
{
    private const int LongestSide = ushort.MaxValue;

    // One picture's pixels, and as much again for what its decoder keeps meanwhile.
    private readonly Configuration _configuration = new(new PngConfigurationModule(), new JpegConfigurationModule())
    {
        MaxDegreeOfParallelism = 1,
        MemoryAllocator = MemoryAllocator.Create(
            new MemoryAllocatorOptions { AllocationLimitMegabytes = (int)(maxPixels * 16L >> 20) + 16 }),
    };

    /// <summary>The pixels, turned as the camera noted.</summary>
    /// <param name="file">The content of a file.</param>
    /// <param name="name">What errors call it.</param>
    public Image<Rgba64> Decode(byte[] file, string name)
    {
        if (!PictureEnd.IsPng(file) && !PictureEnd.IsJpeg(file))
            throw new InvalidDataException(
                $"{name}: expected a PNG or JPEG picture, but it starts with " +
                $"{(file.Length == 0 ? "nothing: it is empty" : Convert.ToHexString(file.AsSpan(0, Math.Min(4, file.Length))))}.");
        if (!PictureEnd.IsThere(file))
            throw new InvalidDataException($"{name}: the picture has no end: the file is truncated or damaged; fetch it again.");
        IImageInfo declared = Guarded(name, () => Image.Identify(_configuration, new MemoryStream(file)))
            ?? throw new InvalidDataException($"{name}: no picture was found in it.");
        if ((long)declared.Width * declared.Height > maxPixels)
            throw new InvalidDataException(
                $"{name}: it declares {declared.Width}×{declared.Height} pixels, more than the limit of {maxPixels}; " +
                $"raise {nameof(ImageOptions.MaxPixels)} if it is to be trusted.");
        if (Math.Max(declared.Width, declared.Height) > LongestSide)
            throw new InvalidDataException(
                $"{name}: it declares {declared.Width}×{declared.Height} pixels, but a side has {LongestSide} at most.");
        return Guarded(name, () =>
        {
            Image<Rgba64> picture = Image.Load<Rgba64>(_configuration, file);
            picture.Mutate(static context => context.AutoOrient());
            return picture;
        });
    }

    private static T Guarded<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception damage) when (damage is not OutOfMemoryException)
        {
            throw new InvalidDataException($"{name}: the picture cannot be decoded: {damage.Message}", damage);
        }
    }
}
