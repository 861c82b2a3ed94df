using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Unrolled.Data;

/// <summary>Reads text files that are UTF-8, with a byte order mark or without.</summary>
internal static class Utf8Text
{
    private const int FirstPiece = 64 << 10;

    /// <exception cref="InvalidDataException">The file is too large, or no UTF-8.</exception>
    public static string Read(string path, int maxBytes)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[FirstPiece];
        int filled = 0;
        while (true)
        {
            filled += file.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            if (filled > maxBytes)
                throw new InvalidDataException(
                    $"{path}: it has more than {maxBytes:N0} bytes; raise {nameof(TextOptions.MaxBytes)}, or read parts of it.");
            if (filled < bytes.Length)
                return Decode(bytes.AsSpan(0, filled), path);
            Array.Resize(ref bytes, (int)Math.Min(2L * filled, Array.MaxLength));
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes, string path)
    {
        int mark = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        char[] text = new char[bytes.Length - mark];
        OperationStatus status = Utf8.ToUtf16(bytes[mark..], text, out int read, out int written, replaceInvalidSequences: false);
        return status == OperationStatus.Done ? new string(text, 0, written) : throw new InvalidDataException(
            $"{path}: expected UTF-8 but the bytes from {mark + read} on, " +
            $"{Convert.ToHexString(bytes.Slice(mark + read, Math.Min(4, bytes.Length - mark - read)))}, " +
            "are none; convert the file, for instance by: iconv -t UTF-8.");
    }
}
