using System.Buffers.Binary;
using System.IO.Compression;
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

    /// <summary>An interlaced grey PNG of 8 bits.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="passes">The rows of all passes, each behind its filter.</param>
    public static byte[] InterlacedGrey(int width, int height, byte[] passes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(passes);
        byte[] header = [0, 0, 0, (byte)width, 0, 0, 0, (byte)height, 8, 0, 0, 0, 1];
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        return [.. signature, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A PNG whose header declares another size, with its check sum.</summary>
    public static byte[] Declaring(byte[] png, int width, int height)
    {
        byte[] file = [.. png];
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc(file.AsSpan(12, 17)));
        return file;
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

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. name, .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    // CRC-32 as PNG has it (ISO 3309), bit by bit.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
