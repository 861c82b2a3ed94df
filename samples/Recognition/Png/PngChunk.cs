using System.Buffers.Binary;

namespace Recognition.Png;

/// <summary>A piece of a PNG file: length, name, data, check sum. The check sum is not looked at; a wrong bit is a wrong pixel.</summary>
/// <param name="Name">Its four letters as one number.</param>
/// <param name="Start">Where its data begins in the file.</param>
/// <param name="Length">Bytes of data.</param>
internal readonly record struct PngChunk(uint Name, int Start, int Length)
{
    public const uint Header = 0x49484452, Palette = 0x504C5445, Transparency = 0x74524E53, Content = 0x49444154, End = 0x49454E44;

    private const int Before = 8, After = 4;

    /// <summary>Where the next chunk begins.</summary>
    public int Next => Start + Length + After;

    /// <summary>Letters are small in the names of chunks that may be passed over.</summary>
    public bool IsCritical => (Name & 0x2000_0000) == 0;

    /// <summary>The chunk that begins at a place.</summary>
    /// <exception cref="InvalidDataException">It goes beyond the end, or has no name.</exception>
    public static PngChunk At(ReadOnlySpan<byte> png, int place)
    {
        ReadOnlySpan<byte> rest = png[place..];
        uint length = rest.Length >= Before + After ? BinaryPrimitives.ReadUInt32BigEndian(rest) : uint.MaxValue;
        if (length > rest.Length - (Before + After))
            throw new InvalidDataException(PngDamage.CutShort);
        foreach (byte letter in rest[4..8])
        {
            if (!char.IsAsciiLetter((char)letter))
                throw PngDamage.Of("one of its chunks has a name that is not of four letters");
        }

        return new(BinaryPrimitives.ReadUInt32BigEndian(rest[4..]), place + Before, (int)length);
    }

    /// <summary>Its data.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> png) => png.Slice(Start, Length);

    /// <summary>Its name as letters.</summary>
    public override string ToString() => string.Create(4, Name, static (letters, name) =>
    {
        for (int i = 0; i < letters.Length; i++)
            letters[i] = (char)(name >> (24 - 8 * i) & 0xFF);
    });
}
