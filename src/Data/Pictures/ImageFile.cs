namespace Unrolled.Data;

/// <summary>
/// Reads one picture, PNG or JPEG by its content, with the preprocessing that <see cref="ImageFolder"/> has: for what a trained network is
/// asked. A PNG gives the same bits everywhere; a JPEG may differ between processors by a level or so, for its decoder computes in floats.
/// The orientation that a camera noted (EXIF) is honoured.
/// </summary>
public static class ImageFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What becomes of it.</param>
    /// <param name="into">Receives it: <c>[Channels, Height, Width]</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is neither PNG nor JPEG, damaged or beyond a limit; or no size was given and the picture's does not fit <paramref name="into"/>.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range, or <paramref name="into"/> has another length.</exception>
    public static void Read(string path, ImageOptions options, Span<float> into)
    {
        ArgumentNullException.ThrowIfNull(path);
        var reader = new PictureReader(options);
        using FileStream file = File.OpenRead(path);
        reader.Read(PictureBytes.Of(file, path, options.MaxFileBytes), path, into);
    }

    /// <summary>Reads a stream from where it is to its end.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="options">What becomes of the picture.</param>
    /// <param name="into">Receives it: <c>[Channels, Height, Width]</c>.</param>
    /// <exception cref="InvalidDataException">As for a file.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or <paramref name="into"/> has another length.</exception>
    public static void Read(Stream stream, ImageOptions options, Span<float> into)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = new PictureReader(options);
        reader.Read(PictureBytes.Of(stream, Unnamed, options.MaxFileBytes), Unnamed, into);
    }

    /// <summary>Reads a picture from memory.</summary>
    /// <param name="encoded">The content of a PNG or JPEG file.</param>
    /// <param name="options">What becomes of the picture.</param>
    /// <param name="into">Receives it: <c>[Channels, Height, Width]</c>.</param>
    /// <exception cref="InvalidDataException">As for a file.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or <paramref name="into"/> has another length.</exception>
    public static void Read(ReadOnlySpan<byte> encoded, ImageOptions options, Span<float> into)
    {
        var reader = new PictureReader(options);
        if (encoded.Length > options.MaxFileBytes)
            throw PictureBytes.TooLong(Unnamed, options.MaxFileBytes);
        reader.Read(encoded.ToArray(), Unnamed, into);
    }

    private const string Unnamed = "the picture";
}
