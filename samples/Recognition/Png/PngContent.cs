namespace Recognition.Png;

/// <summary>The compressed rows: the data of neighbouring IDAT chunks as one stream, read where the file has it.</summary>
internal sealed class PngContent(byte[] png, PngChunk first) : Stream
{
    private PngChunk _chunk = first;
    private int _read;

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
        while (_read == _chunk.Length)
        {
            var next = PngChunk.At(png, _chunk.Next);
            if (next.Name != PngChunk.Content)
                return 0;
            (_chunk, _read) = (next, 0);
        }

        ReadOnlySpan<byte> rest = _chunk.In(png)[_read..];
        int count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _read += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
