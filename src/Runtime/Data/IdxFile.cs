using System.Buffers.Binary;
using System.IO.Compression;
using Unrolled.Serialization;

namespace Unrolled.Data;

/// <summary>
/// An IDX file being read: two zero bytes, the element type, the rank, each extent as a big-endian 32-bit number, then the elements
/// (format: http://yann.lecun.com/exdb/mnist). The shape is known before any element is read, so that a caller can refuse it first.
/// </summary>
internal sealed class IdxFile : IDisposable
{
    private const int UnsignedByte = 0x08;

    /// <summary>Memory grows with what has arrived, not with what was declared, starting here.</summary>
    private const int FirstPiece = 1 << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly Stream _content;
    private readonly long _contentLength;
    private readonly int _length;

    public IdxFile(string path, int maxUnpacked)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxUnpacked);
        _path = path;
        _file = RegularFile.OpenRead(path);
        _content = _file;
        try
        {
            if (!_file.CanSeek)
                throw Refuse("expected a regular file, but it is a pipe or a terminal; copy it into a file first");
            _contentLength = _file.Length;
            if (IsGzip(_file))
            {
                _contentLength = GzipLength(_file);
                _content = new GZipStream(_file, CompressionMode.Decompress);
            }
            Shape = ReadShape();
            _length = CheckedLength();
            if (_content != _file && _length > maxUnpacked)
                throw Refuse(
                    $"it unpacks to {_length} elements, more than the limit of {maxUnpacked}; " +
                    $"pass a larger {nameof(maxUnpacked)} if the file is to be trusted, or unpack it first");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Extent of each axis, outermost first.</summary>
    public int[] Shape { get; }

    /// <summary>Reads the elements and makes sure that nothing follows them.</summary>
    public byte[] ReadData()
    {
        var data = new byte[Math.Min(_length, FirstPiece)];
        int filled = Read(data);
        while (filled == data.Length && filled < _length)
        {
            Array.Resize(ref data, (int)Math.Min(_length, 2L * filled));
            filled += Read(data.AsSpan(filled));
        }
        if (filled < _length)
            throw Refuse($"expected {Declared} but only {filled} bytes of elements came: the file is truncated; fetch it again");
        if (Read(stackalloc byte[1]) != 0)
            throw Refuse($"expected {Declared} but more bytes follow them; fetch the file again");
        return data;
    }

    /// <summary>An error about this file. <paramref name="what"/> says what was expected and what came.</summary>
    public InvalidDataException Refuse(string what, Exception? cause = null) => new($"{_path}: {what}.", cause);

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private string Declared => $"{_length} elements ({string.Join('×', Shape)})";

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        bool gzip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        return gzip;
    }

    /// <summary>
    /// The length that a gzip file ends with (RFC 1952: of the content, modulo 2³²). GZipStream overlooks a missing end and bytes
    /// behind it; comparing this length finds both.
    /// </summary>
    private static uint GzipLength(FileStream file)
    {
        Span<byte> end = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - end.Length);
        file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(end);
    }

    private int[] ReadShape()
    {
        Span<byte> magic = stackalloc byte[4];
        int came = Read(magic);
        if (came < 4)
            throw Refuse($"expected an IDX file, which starts with 4 bytes of magic number, but only {came} bytes came");
        if (magic is not [0, 0, UnsignedByte, > 0])
            throw Refuse(
                "expected an IDX file of unsigned bytes, starting with 00 00 08 and its rank, " +
                $"but it starts with {Convert.ToHexString(magic)}");
        Span<byte> extents = stackalloc byte[4 * magic[3]];
        came = Read(extents);
        if (came < extents.Length)
            throw Refuse($"expected {magic[3]} extents of 4 bytes but only {came} bytes came: the file is truncated; fetch it again");
        var shape = new int[magic[3]];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(extents[(4 * axis)..]);
            if (extent > Array.MaxLength)
                throw Refuse($"axis {axis} declares {extent} elements, more than an array can hold");
            shape[axis] = (int)extent;
        }
        return shape;
    }

    /// <summary>The number of elements, compared with the file's length: nothing is allocated on a header's word alone.</summary>
    private int CheckedLength()
    {
        long length = 1;
        foreach (int extent in Shape)
        {
            length *= extent;
            if (length > Array.MaxLength)
                throw Refuse($"it declares {string.Join('×', Shape)} elements, more than an array can hold");
        }
        long expected = 4 + 4 * Shape.Length + length;
        if (_contentLength != expected)
            throw Refuse(
                $"expected {expected} bytes for {string.Join('×', Shape)} elements but it has {_contentLength}: " +
                "the file is truncated or something was added; fetch it again");
        return (int)length;
    }

    private int Read(Span<byte> buffer)
    {
        try
        {
            return _content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException damage)
        {
            throw Refuse("the gzip data is damaged or truncated; fetch the file again", damage);
        }
    }
}
