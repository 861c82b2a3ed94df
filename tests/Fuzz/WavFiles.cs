using System.Buffers.Binary;
using Unrolled.Data;

namespace Unrolled.Fuzz;

/// <summary>Sound files of all kinds of samples, plain and extensible, with chunks that are passed over.</summary>
internal static class WavFiles
{
    private const int Pcm = 1, Float = 3, Frames = 12;

    // A float for each byte, in one array, and the text of an error; a stream's copy is half as long again.
    public static Format Format() => new([.. All()], static bytes =>
    {
        _ = Wav.Read(bytes);
        _ = Wav.Read(new MemoryStream(bytes), new WavOptions { Mono = true });
    }, static length => (256 << 10) + 16L * length)
    {
        Words =
        [
            "RIFF"u8.ToArray(), "WAVE"u8.ToArray(), "fmt "u8.ToArray(), "data"u8.ToArray(), "LIST"u8.ToArray(),
            [0xFF, 0xFF, 0xFF, 0xFF], [0xFE, 0xFF],
        ],
    };

    private static IEnumerable<byte[]> All()
    {
        foreach ((int tag, int bits) in new[] { (Pcm, 8), (Pcm, 16), (Pcm, 24), (Pcm, 32), (Float, 32), (Float, 64) })
        {
            for (int channels = 1; channels <= 2; channels++)
            {
                byte[] plain = Header(tag, tag, bits, channels)[..16], extensible = Header(0xFFFE, tag, bits, channels);
                // Zeros are sound of any kind, floats too.
                byte[] data = Chunk("data"u8, new byte[Frames * channels * bits / 8]);
                yield return File([.. Chunk("fmt "u8, plain), .. data]);
                yield return File([.. Chunk("LIST"u8, [1, 2, 3]), .. Chunk("fmt "u8, extensible), .. data]);
            }
        }
    }

    private static byte[] File(byte[] chunks)
    {
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. chunks];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content) =>
        [.. name, .. BitConverter.GetBytes(content.Length), .. content, .. new byte[content.Length % 2]];

    private static byte[] Header(int tag, int kind, int bits, int channels)
    {
        var header = new byte[40];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 8000);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(12), (ushort)(channels * bits / 8));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(14), (ushort)bits);
        header[16] = 22;
        header[24] = (byte)kind;
        byte[] end = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        end.CopyTo(header, 26);
        return header;
    }
}
