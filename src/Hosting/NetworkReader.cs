using System.Security.Cryptography;
using Unrolled.Serialization;

namespace Unrolled.Hosting;

/// <summary>Networks from files.</summary>
internal static class NetworkReader
{
    /// <summary>Reads a file whole into a network of its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">When that is.</param>
    /// <param name="metrics">What predictions are told to.</param>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no regular file, damaged, or another network's.</exception>
    public static LoadedNetwork<T> Read<T>(string path, DateTimeOffset time, NetworkMetrics metrics) where T : class, INetwork<T>
    {
        using FileStream file = Open<T>(path);
        // Through one handle, which stays with its file when another one takes its name.
        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        T network = T.Create(seed: 0);
        file.Position = 0;
        network.Core.Load(file, path);
        file.Position = 0;
        return new(network, NetworkMetadata.Read(file), hash, time, metrics);
    }

    private static FileStream Open<T>(string path) where T : class, INetwork<T>
    {
        try
        {
            return RegularFile.OpenRead(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException(
                $"{path}: expected a file with the weights of {T.Info.Name}, but there is none; save a trained network there, or correct "
                + $"{nameof(NetworkOptions<>)}.{nameof(NetworkOptions<>.Path)}.", path, missing);
        }
    }
}
