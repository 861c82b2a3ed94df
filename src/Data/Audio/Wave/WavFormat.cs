using System.Buffers.Binary;

namespace Unrolled.Data;

/// <summary>How one kind of sample lies in a file, and the float that it becomes.</summary>
/// <param name="Tag">The format's number.</param>
/// <param name="Bits">Bits of a sample in one channel.</param>
/// <param name="Decode">A sample's float, from its bytes.</param>
internal sealed record SampleKind(int Tag, int Bits, SampleKind.Decoder Decode)
{
    public const int Pcm = 1, Float = 3, Extensible = 0xFFFE;

    public static readonly SampleKind[] All =
    [
        new(Pcm, 8, static b => (b[0] - 128) * (1f / 128)),
        new(Pcm, 16, static b => BinaryPrimitives.ReadInt16LittleEndian(b) * (1f / 32768)),
        new(Pcm, 24, static b => (b[0] << 8 | b[1] << 16 | b[2] << 24) * (1f / (1u << 31))),
        new(Pcm, 32, static b => BinaryPrimitives.ReadInt32LittleEndian(b) * (1f / (1u << 31))),
        new(Float, 32, BinaryPrimitives.ReadSingleLittleEndian),
        new(Float, 64, static b => (float)BinaryPrimitives.ReadDoubleLittleEndian(b)),
    ];

    public delegate float Decoder(ReadOnlySpan<byte> bytes);
}

/// <summary>What a file's format chunk says.</summary>
internal sealed record WavFormat(SampleKind Kind, int Channels, int SampleRate)
{
    public const int MostChannels = 1024;

    // WAVEFORMATEX up to its bits a sample, and WAVEFORMATEXTENSIBLE.
    private const int PlainLength = 16, ExtensibleLength = 40;

    // What is behind the format's number in the identifiers of extensible formats.
    private static ReadOnlySpan<byte> IdentifierEnd => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <summary>Bytes of one sample in all channels.</summary>
    public int Block => Channels * Kind.Bits / 8;

    public static WavFormat Read(ReadOnlySpan<byte> chunk, Func<string, InvalidDataException> refuse)
    {
        if (chunk.Length < PlainLength)
            throw refuse($"expected a format chunk of at least {PlainLength} bytes but it has {chunk.Length}");
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk), channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int block = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]), bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == SampleKind.Extensible)
            tag = Extended(chunk, refuse);
        SampleKind kind = Array.Find(SampleKind.All, kind => kind.Tag == tag && kind.Bits == bits) ?? throw refuse(
            $"expected PCM of 8, 16, 24 or 32 bits (format 1) or floats of 32 or 64 (format 3) but format {tag} of {bits} bits came; " +
            "convert it, for instance by: ffmpeg -i in.wav -c:a pcm_s16le out.wav");
        if (channels is < 1 or > MostChannels)
            throw refuse($"expected 1 to {MostChannels} channels but it declares {channels}");
        if (rate is < 1 or > Waveform.HighestRate)
            throw refuse($"expected 1 to {Waveform.HighestRate} samples a second but it declares {rate}");
        var format = new WavFormat(kind, channels, (int)rate);
        return block == format.Block ? format : throw refuse(
            $"expected {format.Block} bytes for a sample of {channels} channels and {bits} bits but it declares {block}: the " +
            "header is damaged");
    }

    private static int Extended(ReadOnlySpan<byte> chunk, Func<string, InvalidDataException> refuse)
    {
        if (chunk.Length < ExtensibleLength)
            throw refuse($"expected an extensible format chunk of {ExtensibleLength} bytes but it has {chunk.Length}");
        if (!chunk.Slice(26, IdentifierEnd.Length).SequenceEqual(IdentifierEnd))
            throw refuse($"its extensible format {Convert.ToHexString(chunk.Slice(24, 16))} is not a known one; convert it to 16-bit PCM");
        return BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
    }
}
