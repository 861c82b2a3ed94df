namespace Recognition.Png;

/// <summary>
/// The compressed rows: the data of neighbouring IDAT chunks as one stream, read where the file has it. Whoever unpacks them reads ahead
/// and does not tell how far he came; the last byte is therefore given alone, to him who still needs it.
/// </summary>
internal sealed class PngContent(byte[] png, PngChunk first) : Stream
{
    private PngChunk _chunk = first;
    private int _read;

    /// <summary>Bytes that were not asked for: what is behind the end of what is compressed.</summary>
    public int Rest { get; private set; } = LengthFrom(png, first);

    /// <summary>More was asked for than there is.</summary>
    public bool WasTooShort { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        WasTooShort |= Rest == 0;
        if (Rest == 0)
            return 0;
        while (_read == _chunk.Length)
            (_chunk, _read) = (PngChunk.At(png, _chunk.Next), 0);
        ReadOnlySpan<byte> here = _chunk.In(png)[_read..];
        int count = Math.Min(Math.Min(here.Length, Math.Max(1, Rest - 1)), buffer.Length);
        here[..count].CopyTo(buffer);
        _read += count;
        Rest -= count;
        return count;
    }

    private static int LengthFrom(byte[] png, PngChunk chunk)
    {
        int length = 0;
        for (; chunk.Name == PngChunk.Content; chunk = PngChunk.At(png, chunk.Next))
            length += chunk.Length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
