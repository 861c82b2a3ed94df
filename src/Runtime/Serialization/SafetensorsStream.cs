using System.Buffers.Binary;

namespace Unrolled.Serialization;

/// <summary>
/// Takes from a stream that cannot be wound, such as one from the network or out of an archive, what a reader needs of it into memory.
/// Memory grows with what comes, not with what the header declares.
/// </summary>
internal static class SafetensorsStream
{
    private const int LengthBytes = 8;

    /// <summary>The header alone.</summary>
    /// <exception cref="InvalidDataException">It is no safetensors file, or its header is too long.</exception>
    public static MemoryStream Header(Stream stream)
    {
        var content = new MemoryStream();
        Copy(stream, content, OtherFormats.Needed);
        ReadOnlySpan<byte> begin = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (OtherFormats.Reason(begin) is { } reason)
            throw new InvalidDataException(reason);
        if (begin.Length >= LengthBytes)
        {
            ulong header = BinaryPrimitives.ReadUInt64LittleEndian(begin);
            if (header > SafetensorsReader.MaxHeader)
                throw new InvalidDataException(
                    $"the header is damaged: it declares {header} bytes, but at most {SafetensorsReader.MaxHeader} are possible.");
            Copy(stream, content, LengthBytes + (long)header);
        }
        content.Position = 0;
        return content;
    }

    /// <summary>The header and the data of a network; of what follows it a byte, so that a reader sees that something does.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="info">The network, which tells how much can be wanted.</param>
    /// <exception cref="InvalidDataException">It is no safetensors file, or its header is damaged.</exception>
    public static MemoryStream Whole(Stream stream, NetworkInfo info)
    {
        MemoryStream content = Header(stream);
        (List<SafetensorsEntry> tensors, _, long start) = SafetensorsReader.ReadHeader(content);
        long declared = tensors.Select(static tensor => tensor.End).DefaultIfEmpty().Max();
        // No element of a network's tensors has more bytes than a double.
        long wanted = sizeof(double) * ((long)info.ParameterCount + info.Counters.Length);
        content.Position = content.Length;
        Copy(stream, content, start + Math.Min(declared, wanted) + 1);
        content.Position = 0;
        return content;
    }

    /// <summary>Copies until the content has that length, or the stream ends.</summary>
    private static void Copy(Stream stream, MemoryStream content, long length)
    {
        byte[] piece = new byte[1 << 16];
        while (content.Length < length)
        {
            int came = stream.Read(piece, 0, (int)Math.Min(piece.Length, length - content.Length));
            if (came == 0)
                return;
            content.Write(piece, 0, came);
        }
    }
}
