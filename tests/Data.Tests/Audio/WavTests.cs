using System.Buffers.Binary;
using System.Text;

namespace Unrolled.Data.Tests;

/// <summary>WAV files of all kinds, and those that are refused.</summary>
public class WavTests
{
    private const int Pcm = 1, Float = 3;

    [Theory]
    [InlineData(Pcm, 8, new byte[] { 0, 128, 255, 192 }, new[] { -1f, 0f, 127 / 128f, 0.5f })]
    [InlineData(Pcm, 16, new byte[] { 0, 0x80, 0, 0, 0xFF, 0x7F, 0xFF, 0xFF }, new[] { -1f, 0f, 32767 / 32768f, -1 / 32768f })]
    [InlineData(Pcm, 24, new byte[] { 0, 0, 0x80, 0xFF, 0xFF, 0x7F, 1, 0, 0 }, new[] { -1f, 8388607 / 8388608f, 1 / 8388608f })]
    [InlineData(Pcm, 32, new byte[] { 0, 0, 0, 0x80, 0, 0, 0, 0x40 }, new[] { -1f, 0.5f })]
    [InlineData(Float, 32, new byte[] { 0, 0, 0, 0x40, 0, 0, 0x80, 0xBF }, new[] { 2f, -1f })]
    [InlineData(Float, 64, new byte[] { 0, 0, 0, 0, 0, 0, 0xE0, 0x3F }, new[] { 0.5f })]
    public void Samples_of_all_kinds_become_the_floats_that_torchaudio_makes(int tag, int bits, byte[] data, float[] expected)
    {
        Waveform plain = Wav.Read(File(Chunk("fmt ", Format(tag, bits)), Chunk("data", data)));
        Waveform extensible = Wav.Read(File(Chunk("fmt ", Extensible(tag, bits)), Chunk("data", data)));

        Assert.Equal(expected, plain.Samples);
        Assert.Equal(expected, extensible.Samples);
        Assert.Equal((8000, 1), (plain.SampleRate, plain.Channels));
    }

    [Fact]
    public void Channels_lie_one_after_another_or_become_their_mean()
    {
        byte[] file = File(Chunk("fmt ", Format(Pcm, 8, channels: 2)), Chunk("data", [0, 128, 192, 64, 128, 192]));

        Waveform stereo = Wav.Read(file), mono = Wav.Read(file, new() { Mono = true });

        Assert.Equal([-1f, 0.5f, 0f, 0f, -0.5f, 0.5f], stereo.Samples);
        Assert.Equal([0f, -0.5f, 0.5f], stereo.Channel(1).ToArray());
        Assert.Equal([-0.5f, 0f, 0.25f], mono.Samples);
        Assert.Equal(mono.Samples, stereo.ToMono().Samples);
    }

    [Fact]
    public void Other_chunks_are_passed_over_with_their_padding()
    {
        byte[] file = File(
            Chunk("LIST", [1, 2, 3]), Chunk("fmt ", [.. Format(Pcm, 8), 0, 0]), Chunk("fact", [0]), Chunk("data", [192]), Chunk(
                "id3 ", [9]));

        Assert.Equal([0.5f], Wav.Read(file).Samples);
    }

    [Theory]
    [InlineData(0xFFFFFFFF)]
    [InlineData(0x7FFFF000u)]
    public void A_length_that_a_pipe_could_not_know_means_all_that_follows(uint length)
    {
        byte[] file = File(Chunk("fmt ", Format(Pcm, 16)), [.. "data"u8, .. BitConverter.GetBytes(length), 0, 0x40, 0, 0xC0, 7]);

        Assert.Equal([0.5f, -0.5f], Wav.Read(file).Samples);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        float[] samples = [0, 0.5f, -1, 32767 / 32768f, -1 / 32768f, 0.25f];
        string path = Path.Combine(Path.GetTempPath(), $"unrolled-{Guid.NewGuid():N}.wav");
        try
        {
            Wav.Write(path, new Waveform(samples, 16000, channels: 2));
            Waveform fromFile = Wav.Read(path);
            using var stream = new MemoryStream();
            Wav.Write(stream, fromFile);
            stream.Position = 0;
            Waveform fromStream = Wav.Read(stream);

            Assert.Equal(samples, fromFile.Samples);
            Assert.Equal(samples, fromStream.Samples);
            Assert.Equal((16000, 2, 3), (fromFile.SampleRate, fromFile.Channels, fromFile.Length));
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void What_is_too_loud_is_clipped_when_it_is_written()
    {
        using var stream = new MemoryStream();
        Wav.Write(stream, new Waveform([3f, -3f], 8000));

        Assert.Equal([32767 / 32768f, -1f], Wav.Read(stream.ToArray()).Samples);
    }

    public static TheoryData<byte[], string> Refused => new()
    {
        { [], "nothing: it is empty" },
        { "OggS and what follows"u8.ToArray(), "starts with RIFF" },
        { File(Chunk("data", [1])), "before their format" },
        { File(Chunk("fmt ", Format(Pcm, 8))), "no data chunk" },
        { File(Chunk("fmt ", Format(Pcm, 8)[..14]), Chunk("data", [1])), "at least 16 bytes but it has 14" },
        { File(Chunk("fmt ", Format(85, 16)), Chunk("data", [1, 2])), "format 85 of 16 bits" },
        { File(Chunk("fmt ", Format(Pcm, 12)), Chunk("data", [1, 2])), "format 1 of 12 bits" },
        { File(Chunk("fmt ", Format(Pcm, 8, channels: 0)), Chunk("data", [1])), "declares 0" },
        { File(Chunk("fmt ", Format(Pcm, 8, rate: 0)), Chunk("data", [1])), "samples a second but it declares 0" },
        { File(Chunk("fmt ", Format(Pcm, 16, block: 3)), Chunk("data", [1, 2])), "expected 2 bytes" },
        { File(Chunk("fmt ", Format(Pcm, 8)), Chunk("data", [])), "no samples" },
        { File(Chunk("fmt ", Format(Pcm, 8)), Chunk("data", [1, 2, 3, 4])[..10]), "declares 4 bytes of samples but 2 came" },
        { File(Chunk("fmt ", Format(Pcm, 8)), Chunk("LIST", [1, 2, 3, 4])[..10]), "declares 4 bytes but 2 are left" },
        { File(Chunk("fmt ", Format(Float, 32)), Chunk("data", BitConverter.GetBytes(float.NaN))), "sample 0 of channel 0 is NaN" },
        { File(Chunk("fmt ", Format(Float, 64)), Chunk("data", BitConverter.GetBytes(1e300))), "sound is finite" },
        { File(Chunk("fmt ", Unknown()), Chunk("data", [1])), "is not a known one" },
        { File(Chunk("fmt ", Format(Pcm, 8)), Chunk("data", new byte[8001])), "lasts 1.0 s" },
        { File(Chunk("fmt ", Format(Pcm, 8)), Chunk("data", new byte[20000])), "at most 10,000 are read" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_no_sound_file_is_refused_with_the_reason(byte[] file, string reason)
    {
        var options = new WavOptions { MaxSeconds = 1, MaxBytes = 10_000 };

        var fromBytes = Assert.Throws<InvalidDataException>(() => Wav.Read(file, options));
        var fromStream = Assert.Throws<InvalidDataException>(() => Wav.Read(new MemoryStream(file), options));

        Assert.Contains(reason, fromBytes.Message);
        Assert.Contains(reason, fromStream.Message);
    }

    [Fact]
    public void Errors_name_the_file()
    {
        string path = Path.Combine(Path.GetTempPath(), $"unrolled-{Guid.NewGuid():N}.wav");
        System.IO.File.WriteAllText(path, "no sound");
        try
        {
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Wav.Read(path)).Message);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    private static byte[] File(params byte[][] chunks)
    {
        byte[] content = [.. "WAVE"u8, .. chunks.SelectMany(static chunk => chunk)];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(content.Length), .. content];
    }

    private static byte[] Chunk(string name, byte[] content) =>
        [.. Encoding.ASCII.GetBytes(name), .. BitConverter.GetBytes(content.Length), .. content, .. new byte[content.Length % 2]];

    private static byte[] Format(int tag, int bits, int channels = 1, int rate = 8000, int? block = null)
    {
        var format = new byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(format, (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(12), (ushort)(block ?? channels * bits / 8));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(14), (ushort)bits);
        return format;
    }

    private static byte[] Extensible(int tag, int bits) =>
    [
        .. Format(0xFFFE, bits), 22, 0, (byte)bits, 0, 0, 0, 0, 0,
        (byte)tag, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71,
    ];

    private static byte[] Unknown()
    {
        byte[] format = Extensible(Pcm, 8);
        format[39] = 0;
        return format;
    }
}
