using System.Collections.Concurrent;
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
internal sealed class Decoder
{
    private const int LongestSide = ushort.MaxValue;

    // Each has memory that it uses again.
    private static readonly ConcurrentDictionary<int, Decoder> s_decoders = new();

    private readonly Configuration _configuration;
    private readonly int _maxPixels;

    private Decoder(int maxPixels)
    {
        _maxPixels = maxPixels;
        _configuration = new Configuration(new PngConfigurationModule(), new JpegConfigurationModule())
        {
            MaxDegreeOfParallelism = 1,
            // One picture's pixels, and as much again for what its decoder keeps meanwhile.
            MemoryAllocator = MemoryAllocator.Create(new() { AllocationLimitMegabytes = (int)(maxPixels * 16L >> 20) + 16 }),
        };
        // Texts in a PNG may unpack to a thousand times their size; nobody asks for them.
        _configuration.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
    }

    /// <summary>The decoder with a limit.</summary>
    public static Decoder Of(int maxPixels) => s_decoders.GetOrAdd(maxPixels, static limit => new Decoder(limit));

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
        bool isPng = PictureEnd.IsPng(file);
        if (isPng && !PngChunks.HasOneHeader(file))
            throw new InvalidDataException($"{name}: expected one header, at its start: the picture is damaged; fetch it again.");
        IImageInfo declared = Guarded(name, () => Image.Identify(_configuration, new MemoryStream(file)))
            ?? throw new InvalidDataException($"{name}: no picture was found in it.");
        if (Math.Min(declared.Width, declared.Height) < 1 || Math.Max(declared.Width, declared.Height) > LongestSide)
            throw new InvalidDataException(
                $"{name}: it declares {declared.Width}×{declared.Height} pixels, but a side has from 1 to {LongestSide}.");
        if ((long)declared.Width * declared.Height > _maxPixels)
            throw new InvalidDataException(
                $"{name}: it declares {declared.Width}×{declared.Height} pixels, more than the limit of {_maxPixels}; " +
                $"raise {nameof(ImageOptions.MaxPixels)} if it is to be trusted.");
        return Guarded(name, () =>
        {
            using MemoryStream plain = isPng && PngInterlace.IsThere(file) ? PngInterlace.Plain(file) : new MemoryStream(file);
            Image<Rgba64> picture = Image.Load<Rgba64>(_configuration, plain);
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
