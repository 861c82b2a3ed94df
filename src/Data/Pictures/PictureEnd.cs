using System.Buffers.Binary;

namespace Unrolled.Data;

/// <summary>
/// Finds pictures that were cut off. A decoder makes the missing part grey or black without a word; here what a file consists of is walked
/// through to its end mark.
/// </summary>
internal static class PictureEnd
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(PngSignature);

    public static bool IsJpeg(ReadOnlySpan<byte> file) => file is [0xFF, Marker.Start, 0xFF, ..];

    /// <summary>Whether the end mark of its format is where a walk from the file's start comes to.</summary>
    public static bool IsThere(ReadOnlySpan<byte> file) => IsPng(file) ? PngEnds(file[PngSignature.Length..]) : JpegEnds(file[2..]);

    // Chunks: four bytes of length, four of type, the content, four of check sum.
    private static bool PngEnds(ReadOnlySpan<byte> rest)
    {
        const int Around = 12;
        while (rest.Length >= Around)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - Around)
                return false;
            if (rest[4..8].SequenceEqual("IEND"u8))
                return true;
            rest = rest[((int)length + Around)..];
        }
        return false;
    }

    // Segments: FF, a marker, two bytes of length that count themselves; behind a scan's segment its data, in which FF is followed by 0,
    // or by a marker that restarts it.
    private static bool JpegEnds(ReadOnlySpan<byte> rest)
    {
        while (true)
        {
            int at = rest.IndexOf((byte)0xFF);
            if (at < 0 || at + 1 >= rest.Length)
                return false;
            byte marker = rest[at + 1];
            // The FF before another one only fills.
            rest = rest[(at + (marker == 0xFF ? 1 : 2))..];
            if (marker == Marker.End)
                return true;
            if (marker is 0 or 0xFF or Marker.Alone or (>= Marker.FirstRestart and <= Marker.LastRestart))
                continue;
            if (rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) is var length && (length < 2 || length > rest.Length))
                return false;
            rest = rest[length..];
        }
    }

    /// <summary>JPEG's markers that have no segment (ITU-T T.81, table B.1).</summary>
    private static class Marker
    {
        public const byte Alone = 0x01, FirstRestart = 0xD0, LastRestart = 0xD7, Start = 0xD8, End = 0xD9;
    }
}
