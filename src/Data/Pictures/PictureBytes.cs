namespace Unrolled.Data;

/// <summary>Takes in a file whole, no further than a limit, so that whatever fails afterwards is the content's fault.</summary>
internal static class PictureBytes
{
    private const int FirstPiece = 1 << 16;

    public static byte[] Of(Stream stream, string name, int limit)
    {
        if (stream.CanSeek && stream.Length - stream.Position > limit)
            throw TooLong(name, limit);
        byte[] bytes = new byte[stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : FirstPiece];
        int filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            // A file may have grown since its length was asked.
            int next = filled < bytes.Length ? -1 : stream.ReadByte();
            if (next < 0)
                break;
            if (filled >= limit)
                throw TooLong(name, limit);
            Array.Resize(ref bytes, (int)Math.Clamp(2L * filled, FirstPiece, limit));
            bytes[filled++] = (byte)next;
        }
        return filled == bytes.Length ? bytes : bytes[..filled];
    }

    public static InvalidDataException TooLong(string name, int limit) => new(
        $"{name}: it has more than {limit} bytes, the limit; raise {nameof(ImageOptions.MaxFileBytes)} if it is to be trusted.");
}
