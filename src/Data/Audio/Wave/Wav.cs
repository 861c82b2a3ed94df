using System.Buffers.Binary;

#pragma warning disable RS0026 // The first parameter, which must be given, tells the overloads apart.

namespace Unrolled.Data;

/// <summary>
/// Reads and writes WAV files (RIFF). Whole numbers of 8 (unsigned), 16, 24 and 32 bits become floats from -1 to 1 as
/// <c>torchaudio.load</c> makes them: divided by 2⁷, 2¹⁵, 2²³ or 2³¹; floats of 32 and 64 bits stay what they are.
/// </summary>
public static class Wav
{
    private const int HeaderLength = 44, FirstPiece = 64 << 10;

    private static readonly WavOptions s_usual = new();

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits and channels; defaults if left out.</param>
    /// <exception cref="InvalidDataException">It is no WAV file of a known kind, is damaged, or exceeds a limit.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Waveform Read(string path, WavOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using FileStream file = File.OpenRead(path);
        return Read(file, path, options ?? s_usual);
    }

    /// <summary>Reads a stream to its end; it stays open.</summary>
    /// <param name="stream">Where the file's bytes come from.</param>
    /// <param name="options">Limits and channels; defaults if left out.</param>
    /// <exception cref="InvalidDataException">It is no WAV file of a known kind, is damaged, or exceeds a limit.</exception>
    public static Waveform Read(Stream stream, WavOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, "the stream", options ?? s_usual);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="options">Limits and channels; defaults if left out.</param>
    /// <exception cref="InvalidDataException">It is no WAV file of a known kind, is damaged, or exceeds a limit.</exception>
    public static Waveform Read(ReadOnlySpan<byte> bytes, WavOptions? options = null) =>
        new WavReader("the bytes", options ?? s_usual).Read(bytes);

    /// <summary>Writes a file of 16 bits a sample; what is outside of -1 to 1 is clipped.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="sound">What goes into it.</param>
    /// <exception cref="ArgumentException">The sound is too long for a WAV file, or has too many channels.</exception>
    public static void Write(string path, Waveform sound)
    {
        ArgumentNullException.ThrowIfNull(path);
        File.WriteAllBytes(path, Bytes(sound));
    }

    /// <summary>Writes a file of 16 bits a sample to a stream; what is outside of -1 to 1 is clipped.</summary>
    /// <param name="stream">Receives the file's bytes; it stays open.</param>
    /// <param name="sound">What goes into it.</param>
    /// <exception cref="ArgumentException">The sound is too long for a WAV file, or has too many channels.</exception>
    public static void Write(Stream stream, Waveform sound)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Bytes(sound));
    }

    private static Waveform Read(Stream stream, string name, WavOptions options)
    {
        var reader = new WavReader(name, options);
        if (stream.CanSeek)
            reader.RequireBytes(stream.Length - stream.Position);
        // Nothing is allocated on a stream's word alone: the buffer grows with what came.
        var bytes = new byte[FirstPiece];
        int filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            reader.RequireBytes(filled);
            if (filled < bytes.Length)
                return reader.Read(bytes.AsSpan(0, filled));
            Array.Resize(ref bytes, (int)Math.Min(2L * filled, Array.MaxLength));
        }
    }

    private static byte[] Bytes(Waveform sound)
    {
        ArgumentNullException.ThrowIfNull(sound);
        long data = 2L * sound.Samples.Length;
        if (data + HeaderLength > Array.MaxLength)
            throw new ArgumentException($"{sound.Samples.Length:N0} samples are more than a WAV file can hold; write pieces.",
                nameof(sound));
        if (sound.Channels > WavFormat.MostChannels)
            throw new ArgumentException($"{sound.Channels} channels are more than the {WavFormat.MostChannels} of a WAV file.",
                nameof(sound));
        var bytes = new byte[HeaderLength + data];
        Span<byte> to = bytes;
        "RIFF"u8.CopyTo(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], (uint)(HeaderLength - 8 + data));
        "WAVEfmt "u8.CopyTo(to[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(to[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(to[22..], (short)sound.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], sound.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], sound.SampleRate * sound.Channels * 2);
        BinaryPrimitives.WriteInt16LittleEndian(to[32..], (short)(sound.Channels * 2));
        BinaryPrimitives.WriteInt16LittleEndian(to[34..], 16);
        "data"u8.CopyTo(to[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[40..], (uint)data);
        for (int i = 0, at = HeaderLength; i < sound.Length; i++)
        {
            for (int channel = 0; channel < sound.Channels; channel++, at += 2)
            {
                float scaled = MathF.Round(sound.Samples[channel * sound.Length + i] * 32768f);
                BinaryPrimitives.WriteInt16LittleEndian(to[at..], (short)Math.Clamp(scaled, short.MinValue, short.MaxValue));
            }
        }
        return bytes;
    }
}
