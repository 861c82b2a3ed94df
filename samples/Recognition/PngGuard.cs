using System.Buffers.Binary;
using System.IO.Compression;

namespace Recognition;

/// <summary>
/// Looks at a PNG file before a decoder does: what it declares bounds what it may take. Sizes in files are no promises, and a small compressed file can hold gigabytes.
/// (Format: <see href="https://www.w3.org/TR/png/"/>.)
/// </summary>
public static class PngGuard
{
    /// <summary>The most pixels of a picture that is read: decoding takes at most some 24 bytes for each, 100 MB.</summary>
    public const int MostPixels = 4_000_000;

    // A pixel has at most four channels of 16 bits.
    private const int MostPixelBytes = 8;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The width and height of a file that a decoder can be given.</summary>
    /// <exception cref="InvalidDataException">It is no PNG file, cut short, or too large, or holds more than it declares.</exception>
    public static (int Width, int Height) Check(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
            throw new InvalidDataException("expected a PNG file, but it does not begin as one.");
        ReadOnlySpan<byte> rest = png[Signature.Length..];
        (int Width, int Height)? size = null;
        using var compressed = new MemoryStream();
        while (rest.Length > 0)
        {
            uint length = rest.Length >= 12 ? BinaryPrimitives.ReadUInt32BigEndian(rest) : uint.MaxValue;
            if (length > rest.Length - 12)
                throw new InvalidDataException("the PNG file is cut short, or one of its chunks declares a wrong length.");
            ReadOnlySpan<byte> data = rest.Slice(8, (int)length);
            switch (rest.Slice(4, 4))
            {
                case [(byte)'I', (byte)'H', (byte)'D', (byte)'R']:
                    size = Size(data);
                    break;
                case [(byte)'I', (byte)'D', (byte)'A', (byte)'T']:
                    compressed.Write(data);
                    break;
                case [(byte)'I', (byte)'E', (byte)'N', (byte)'D']:
                    rest = default;
                    continue;
            }

            rest = rest[(12 + (int)length)..];
        }

        if (size is null || compressed.Length == 0)
            throw new InvalidDataException("the PNG file has no picture in it.");
        // Interlaced pictures have a few more bytes, one for each row of each of seven passes.
        CheckContent(compressed, ((long)size.Value.Width * MostPixelBytes + 1) * size.Value.Height * 2 + 1024);
        return size.Value;
    }

    private static (int Width, int Height) Size(ReadOnlySpan<byte> header)
    {
        if (header.Length != 13)
            throw new InvalidDataException($"the PNG file is damaged: its header has {header.Length} bytes instead of 13.");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (width == 0 || height == 0 || (ulong)width * height > MostPixels)
            throw new InvalidDataException($"the PNG file declares {width}×{height} pixels; at most {MostPixels:N0} are read, and at least one. Scale the picture down.");
        return ((int)width, (int)height);
    }

    private static void CheckContent(MemoryStream compressed, long most)
    {
        compressed.Position = 0;
        using var content = new ZLibStream(compressed, CompressionMode.Decompress);
        Span<byte> piece = stackalloc byte[4096];
        long length = 0;
        try
        {
            for (int came; (came = content.Read(piece)) > 0 && length <= most;)
                length += came;
        }
        catch (IOException damage)
        {
            // zlib's word for data that wants a dictionary which PNG does not have.
            throw new InvalidDataException($"the PNG file is damaged: {damage.Message}", damage);
        }

        if (length > most)
            throw new InvalidDataException($"the PNG file is damaged: it holds more than the {most:N0} bytes that its size allows.");
    }
}
