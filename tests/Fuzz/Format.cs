namespace Unrolled.Fuzz;

/// <summary>
/// A file format. <see cref="Sound"/> files begin; <see cref="Read"/> loads one or refuses it; <see cref="MostBytes"/> is
/// the most managed memory that reading a file of so many bytes may take; <see cref="Words"/> are what damage may put in.
/// </summary>
internal sealed record Format(IReadOnlyList<byte[]> Sound, Action<byte[]> Read, Func<int, long> MostBytes)
{
    /// <summary>The formats by their names, which the command line and the corpus's folders have.</summary>
    public static IReadOnlyList<(string Name, Func<Scratch, Format> Make)> Known { get; } =
    [
        ("safetensors", Safetensors.Network),
        ("part", Safetensors.Part),
        ("trainer", Safetensors.Trainer),
        ("idx", IdxFiles.Format),
        ("png", static _ => PngFormat.Format()),
        ("image", static _ => ImageFormat.Format()),
        ("wav", static _ => WavFiles.Format()),
        ("csv", static _ => TableFormat.Format()),
        ("onnx", OnnxModels.Format),
        ("info", OnnxModels.Info),
        ("declarations", static _ => Declarations.Format()),
    ];

    /// <summary>The most memory of a process that reads all of this, in bytes, what decoders take by themselves included.</summary>
    public const long MostOfProcess = 2L << 30;

    public string Name { get; private init; } = "";

    /// <summary>Its part of the time, in shares of which most formats have one: slow ones have more.</summary>
    public int Share { get; init; } = 1;

    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>
    /// Damage to what a file holds, behind its checksums and compression, which few damaged files pass otherwise; null if
    /// there is nothing to open.
    /// </summary>
    public Func<byte[], Func<byte[], byte[]>, byte[]?> Within { get; init; } = static (_, _) => null;

    /// <summary>
    /// Damage to what a file means, which is a file of the format still: of the file, perhaps with parts of another one; null if it is
    /// none.
    /// </summary>
    public Func<byte[], byte[], Random, byte[]?> Change { get; init; } = static (_, _, _) => null;

    /// <summary>Those that were asked for.</summary>
    public static IEnumerable<Format> All(Scratch scratch, Settings settings) =>
        Known.Where(known => settings.Asks(known.Name)).Select(known => known.Make(scratch) with { Name = known.Name });
}

/// <summary>
/// A file that is gone in the end, in memory where the system has such a folder: a disk takes longer than what is looked at.
/// </summary>
internal sealed class Scratch : IDisposable
{
    private const string InMemory = "/dev/shm";

    public string Path { get; } = System.IO.Path.Combine(
        Directory.Exists(InMemory) ? InMemory : System.IO.Path.GetTempPath(), $"unrolled-fuzz-{Environment.ProcessId}");

    public byte[] Bytes
    {
        get => File.ReadAllBytes(Path);
        set => File.WriteAllBytes(Path, value);
    }

    public void Dispose() => File.Delete(Path);
}
