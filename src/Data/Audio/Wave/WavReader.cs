using System.Buffers.Binary;

namespace Unrolled.Data;

/// <summary>Finds the chunks of one WAV file that matter, format and data, and makes floats of its samples.</summary>
/// <param name="name">The file's name in errors.</param>
/// <param name="options">Limits and channels.</param>
internal sealed class WavReader(string name, WavOptions options)
{
    private const int HeaderLength = 12, ChunkHeader = 8;

    // Programs that write to a pipe cannot know the length: they leave 0xFFFFFFFF, or about 2³¹.
    private const uint FirstUnknownLength = 0x7FFFF000;

    public Waveform Read(ReadOnlySpan<byte> file)
    {
        RequireBytes(file.Length);
        if (file.Length < HeaderLength || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
            throw Refuse($"expected a WAV file, which starts with RIFF, its length and WAVE, but it starts with {Start(file)}");
        WavFormat? format = null;
        for (ReadOnlySpan<byte> rest = file[HeaderLength..]; rest.Length >= ChunkHeader;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            ReadOnlySpan<byte> content = rest[ChunkHeader..];
            bool isData = rest.StartsWith("data"u8), isFormat = rest.StartsWith("fmt "u8);
            if (isData)
                return Samples(format ?? throw Refuse("its samples come before their format"), Data(content, length));
            if (length > (uint)content.Length)
                throw Refuse($"a chunk declares {length} bytes but {content.Length} are left: the file is truncated; fetch it again");
            if (isFormat)
                format = WavFormat.Read(content[..(int)length], Refuse);
            // Chunks begin at even places.
            rest = content[(int)Math.Min(content.Length, length + (length & 1))..];
        }
        throw Refuse(format is null
            ? "it has no format chunk: the file is damaged"
            : "it has no data chunk: the file is truncated; fetch it again");
    }

    public void RequireBytes(long bytes)
    {
        if (bytes > options.MaxBytes)
            throw Refuse($"it has {bytes:N0} bytes or more, but at most {options.MaxBytes:N0} are read; raise " +
                $"{nameof(WavOptions.MaxBytes)}");
    }

    private static string Start(ReadOnlySpan<byte> file) =>
        file.IsEmpty ? "nothing: it is empty" : Convert.ToHexString(file[..Math.Min(file.Length, HeaderLength)]);

    private ReadOnlySpan<byte> Data(ReadOnlySpan<byte> content, uint length)
    {
        if (length <= (uint)content.Length)
            return content[..(int)length];
        return length >= FirstUnknownLength ? content : throw Refuse(
            $"it declares {length:N0} bytes of samples but {content.Length:N0} came: the file is truncated; fetch it again");
    }

    private Waveform Samples(WavFormat format, ReadOnlySpan<byte> data)
    {
        int length = data.Length / format.Block, channels = options.Mono ? 1 : format.Channels;
        if (length == 0)
            throw Refuse("it has no samples");
        double seconds = (double)length / format.SampleRate;
        if (seconds > options.MaxSeconds)
            throw Refuse($"it lasts {seconds:F1} s, but at most {options.MaxSeconds} s are read; raise {nameof(WavOptions.MaxSeconds)}");
        var samples = new float[length * channels];
        int size = format.Kind.Bits / 8;
        for (int i = 0; i < length; i++)
        {
            double sum = 0;
            for (int channel = 0; channel < format.Channels; channel++)
            {
                float sample = format.Kind.Decode(data.Slice(i * format.Block + channel * size, size));
                if (!float.IsFinite(sample))
                    throw Refuse($"sample {i} of channel {channel} is {sample}, and sound is finite: the file is damaged");
                if (options.Mono)
                    sum += sample;
                else
                    samples[channel * length + i] = sample;
            }
            if (options.Mono)
                samples[i] = (float)(sum / format.Channels);
        }
        return new Waveform(samples, format.SampleRate, channels);
    }

    private InvalidDataException Refuse(string what) => new($"{name}: {what}.");
}
