using System.IO.Compression;
using Recognition;

namespace Unrolled.Fuzz;

/// <summary>The network whose files are damaged.</summary>
[Network, Input(4), Dense(3), ReLU, Dense(2, Name = "head.fc"), MeanSquaredError]
internal sealed partial class Small;

/// <summary>A file format: sound files to begin with, what reads them, and the most memory that reading one may take.</summary>
internal sealed record Format(string Name, IReadOnlyList<byte[]> Sound, Action<byte[]> Read, long MostBytes)
{
    public static IEnumerable<Format> All(Scratch scratch)
    {
        var network = new Small(seed: 1);
        float[] parameters = network.Parameters.ToArray();
        network.Save(scratch.Path);
        yield return new("safetensors", [File.ReadAllBytes(scratch.Path)], bytes =>
        {
            File.WriteAllBytes(scratch.Path, bytes);
            try
            {
                network.Load(scratch.Path);
            }
            catch (InvalidDataException)
            {
                if (!network.Parameters.SequenceEqual(parameters))
                    throw new InvalidOperationException("a file that was refused has changed the network");
                throw;
            }

            parameters.CopyTo(network.Parameters);
        }, 1 << 20);

        byte[] pictures = [0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0, 4, .. Enumerable.Range(0, 80).Select(static i => (byte)(i * 3))];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8];
        // A small compressed file can hold a thousand times its length; memory grows with what has come, not with what is declared.
        yield return new("idx", [pictures, labels, Gzip(pictures), Gzip(labels)], bytes =>
        {
            File.WriteAllBytes(scratch.Path, bytes);
            _ = Idx.Read(scratch.Path);
        }, 16 << 20);

        // One byte for each of four million pixels, two rows, and the unpacker.
        yield return new("png", [.. Pngs.All()], static bytes => Picture.FromPng(bytes), 5 << 20);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return file.ToArray();
    }
}

/// <summary>A file that is gone in the end.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
