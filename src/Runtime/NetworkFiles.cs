using Unrolled.Serialization;

namespace Unrolled;

/// <summary>
/// Saving and loading networks through streams and bytes, and with metadata. All of it is safetensors with PyTorch's names and layouts, as
/// <see cref="INetwork{TSelf}.Save(string)"/> writes it.
/// </summary>
public static class NetworkFiles
{
    /// <summary>Writes the parameters, and strings beside them. The old file stays until the new one is complete.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="metadata">
    /// The strings, such as a <see cref="NetworkMetadata"/> with the classes' names; <c>format</c> is <c>pt</c> in every file.
    /// </param>
    /// <exception cref="ArgumentException">The metadata has another <c>format</c>, or more than 100 MB.</exception>
    public static void Save<T>(this INetwork<T> network, string path, IReadOnlyDictionary<string, string> metadata)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(metadata);
        network.Core.Save(path, metadata);
    }

    /// <summary>Writes the parameters to a stream.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="stream">Receives what a file would; it stays open.</param>
    public static void Save<T>(this INetwork<T> network, Stream stream)
        where T : class, INetwork<T> => network.Save(stream, null);

    /// <summary>Writes the parameters to a stream, and strings beside them.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="stream">Receives what a file would; it stays open.</param>
    /// <param name="metadata">The strings; null for none.</param>
    /// <exception cref="ArgumentException">The metadata has another <c>format</c> than <c>pt</c>, or more than 100 MB.</exception>
    public static void Save<T>(this INetwork<T> network, Stream stream, IReadOnlyDictionary<string, string>? metadata)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(stream);
        network.Core.Save(stream, metadata);
    }

    /// <summary>What a file of the network would be.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="metadata">Strings beside the parameters; none if left out.</param>
    /// <exception cref="ArgumentException">The metadata has another <c>format</c> than <c>pt</c>, or more than 100 MB.</exception>
    public static byte[] ToBytes<T>(this INetwork<T> network, IReadOnlyDictionary<string, string>? metadata = null)
        where T : class, INetwork<T>
    {
        using var stream = new MemoryStream();
        network.Save(stream, metadata);
        return stream.ToArray();
    }

    /// <summary>Reads parameters from a stream of a safetensors file's content.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="stream">
    /// The content from here on to its end; it need not be one that can be wound, and stays open. Where it stands afterwards is not said.
    /// </param>
    /// <exception cref="InvalidDataException">The content is damaged or does not fit; the network is as it was.</exception>
    public static void Load<T>(this INetwork<T> network, Stream stream) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(stream);
        network.Core.Load(stream, "the stream");
    }

    /// <summary>Reads parameters from a safetensors file's content.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="bytes">The content.</param>
    /// <exception cref="InvalidDataException">The content is damaged or does not fit; the network is as it was.</exception>
    public static unsafe void Load<T>(this INetwork<T> network, ReadOnlySpan<byte> bytes) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        fixed (byte* content = bytes)
        {
            // No bytes have no place.
            using Stream stream = bytes.IsEmpty ? new MemoryStream() : new UnmanagedMemoryStream(content, bytes.Length);
            network.Core.Load(stream, "the bytes");
        }
    }
}
