using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Unrolled.Fuzz;

/// <summary>The network whose files are damaged.</summary>
[Network, Input(4), Dense(3), ReLU, Dense(2, Name = "head.fc"), MeanSquaredError]
internal sealed partial class Small;

/// <summary>Files of a network, and of a stopped run.</summary>
internal static class Safetensors
{
    // The network's parameters, a stream's buffer; the header as bytes, text and entries.
    private static long MostBytes(int length) => (64 << 10) + 16L * length;

    private static readonly byte[][] s_words = [.. new[]
    {
        "__metadata__", "dtype", "shape", "data_offsets", "F32", "F64", "F16", "BF16", "I8", "[]", "{}", "\\ud800", "NaN", "Infinity", "-1",
        "1e9", "1e-45", "9223372036854775807",
    }.Select(Encoding.UTF8.GetBytes)];

    public static Format Network(Scratch scratch)
    {
        var network = new Small(seed: 1);
        float[] parameters = network.Parameters.ToArray();
        network.Save(scratch.Path);
        return new([scratch.Bytes], bytes =>
        {
            scratch.Bytes = bytes;
            try
            {
                network.Load(scratch.Path);
            }
            catch (InvalidDataException)
            {
                Unchanged(network, parameters);
                throw;
            }
            parameters.CopyTo(network.Parameters);
        }, MostBytes)
        { Words = s_words, Within = Header };
    }

    /// <summary>A file that is read for one part of the network, whatever else it has.</summary>
    public static Format Part(Scratch scratch)
    {
        var network = new Small(seed: 1);
        float[] parameters = network.Parameters.ToArray();
        float[] rest = network.Dense1Weight.ToArray();
        network.Save(scratch.Path);
        // The part's own file has its names without the part's.
        byte[] whole = scratch.Bytes, part = Header(whole, static header =>
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(header).Replace("head.", "", StringComparison.Ordinal)))!;
        return new([whole, part], bytes =>
        {
            scratch.Bytes = bytes;
            try
            {
                network.Load(scratch.Path, "head");
            }
            catch (InvalidDataException)
            {
                Unchanged(network, parameters);
                throw;
            }
            if (!network.Dense1Weight.SequenceEqual(rest))
                throw new InvalidOperationException("a part that was loaded has changed another");
            parameters.CopyTo(network.Parameters);
        }, static length => 2 * MostBytes(length))
        { Words = s_words, Within = Header };
    }

    public static Format Trainer(Scratch scratch)
    {
        var network = new Small(seed: 1);
        var options = new TrainerOptions { Seed = 3, Threads = 1, EarlyStopping = new EarlyStopping(5) };
        var trainer = new Trainer<Small>(network, new Adam(1e-3f), options);
        float[] inputs = [1, 2, 3, 4], targets = [1, 2];
        trainer.Step(inputs, targets);
        trainer.Save(scratch.Path);
        byte[] sound = scratch.Bytes;
        float[] parameters = network.Parameters.ToArray();
        return new([sound], bytes =>
        {
            scratch.Bytes = bytes;
            try
            {
                trainer.Load(scratch.Path);
            }
            catch (InvalidDataException)
            {
                Unchanged(network, parameters);
                if (trainer.Steps != 1 || trainer.Epochs != 0)
                    throw new InvalidOperationException(
                        $"a file that was refused has left the trainer at step {trainer.Steps} of epoch {trainer.Epochs}");
                throw;
            }
            trainer.Step(inputs, targets);
            scratch.Bytes = sound;
            trainer.Load(scratch.Path);
        }, static length => 3 * MostBytes(length))
        { Words = s_words, Within = static (bytes, damage) => Checked(Header(bytes, header => Metadata(header, damage)) ?? damage(bytes)) };
    }

    private static void Unchanged(Small network, float[] parameters)
    {
        if (!network.Parameters.SequenceEqual(parameters))
            throw new InvalidOperationException("a file that was refused has changed the network");
    }

    /// <summary>Damage to the header, whose length is told as it is then.</summary>
    private static byte[]? Header(byte[] bytes, Func<byte[], byte[]> damage)
    {
        if (bytes.Length < 8 || BinaryPrimitives.ReadUInt64LittleEndian(bytes) > (ulong)(bytes.Length - 8))
            return null;
        int end = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        byte[] header = damage(bytes[8..end]);
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. bytes[end..]];
    }

    /// <summary>Damage to one pair of the metadata, the first object there is: numbers of a run are checked one by one.</summary>
    private static byte[] Metadata(byte[] header, Func<byte[], byte[]> damage)
    {
        int end = Math.Max(header.AsSpan().IndexOf((byte)'}'), 0);
        int[] commas = [0, .. Enumerable.Range(0, end).Where(at => header[at] == ','), end];
        int pair = Random.Shared.Next(commas.Length - 1);
        return [.. header[..commas[pair]], .. damage(header[commas[pair]..commas[pair + 1]]), .. header[commas[pair + 1]..]];
    }

    /// <summary>A trainer's file with the checksum of what it holds.</summary>
    private static byte[] Checked(byte[] bytes)
    {
        try
        {
            int end = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            using var header = JsonDocument.Parse(bytes.AsMemory(8, end - 8));
            var metadata = header.RootElement.GetProperty("__metadata__").EnumerateObject()
                .ToDictionary(static p => p.Name, static p => p.Value.GetString());
            IEnumerable<string> lines = metadata.Where(static m => m.Key != "sha256")
                .OrderBy(static m => m.Key, StringComparer.Ordinal)
                .Select(static m => $"{m.Key}={m.Value}\n");
            byte[] sum = SHA256.HashData([.. Encoding.UTF8.GetBytes(string.Concat(lines)), .. bytes.AsSpan(end)]);
            int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(metadata["sha256"]!));
            Encoding.UTF8.GetBytes(Convert.ToHexStringLower(sum)).CopyTo(bytes.AsSpan(at));
        }
        catch (Exception damaged) when (
            damaged is JsonException or ArgumentException or KeyNotFoundException or InvalidOperationException or OverflowException)
        {
            // Damaged beyond a checksum.
        }
        return bytes;
    }
}
