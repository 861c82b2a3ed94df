using System.IO.Compression;

namespace Unrolled.Fuzz;

/// <summary>IDX files, plain and compressed.</summary>
internal static class IdxFiles
{
    // What a file is opened up to, in bytes: damage is not to make files grow.
    private const int MostContent = 64 << 10;

    public static Format Format(Scratch scratch)
    {
        byte[] pictures = [0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0, 4, .. Enumerable.Range(0, 80).Select(static i => (byte)(i * 3))];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8];
        // The first piece of a megabyte; then a small compressed file can hold a thousand times its length, in pieces that double.
        return new([pictures, labels, Gzip(pictures), Gzip(labels)], bytes =>
        {
            scratch.Bytes = bytes;
            _ = Idx.Read(scratch.Path);
        }, static length => (2 << 20) + 4L * 1032 * length)
        { Within = Within };
    }

    private static byte[]? Within(byte[] bytes, Func<byte[], byte[]> damage)
    {
        if (bytes is not [0x1F, 0x8B, ..])
            return null;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            var content = new byte[MostContent];
            int length = gzip.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return Gzip(damage(content[..length]));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return file.ToArray();
    }
}
