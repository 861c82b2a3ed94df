using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Unrolled.Serialization;

/// <summary>
/// Reads the tensors of one network from a safetensors file, wherever the file has put them. The whole header is checked against
/// the network and against the file's length on construction, before any memory for tensors is taken.
/// </summary>
internal sealed class SafetensorsReader
{
    // The limit of the reference implementation.
    public const int MaxHeader = 100_000_000;

    /// <summary>What is wrong with a path that leads to no file.</summary>
    public const string NoFile = "expected a regular file, but it is a pipe or a terminal; copy it into a file first.";

    private readonly Stream _file;
    private readonly List<(ParameterInfo Tensor, SafetensorsEntry Entry)> _tensors;
    private readonly long _data;

    /// <param name="file">The file, at its beginning.</param>
    /// <param name="info">The tensors that are expected, and whose they are.</param>
    /// <param name="partial">
    /// Whether to take what fits and leave the rest: tensors that are missing, of other shapes or types, or unused.
    /// Otherwise the file holds exactly these tensors.
    /// </param>
    /// <param name="checkMetadata">
    /// Looks at the metadata before the tensors are compared, and throws where they are not what is expected.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or does not hold exactly these tensors; the message names the tensor.
    /// </exception>
    public SafetensorsReader(
        Stream file, NetworkInfo info, Action<IReadOnlyDictionary<string, string>>? checkMetadata = null, bool partial = false)
    {
        _file = file;
        (List<SafetensorsEntry> entries, Metadata, _data) = ReadHeader(file);
        checkMetadata?.Invoke(Metadata);
        if (partial)
        {
            _tensors = Fitting(entries, info, file.Length - _data);
            Unused = [.. entries.Select(static e => e.Name).Except(_tensors.Select(static t => t.Tensor.Name))];
            return;
        }
        _tensors = Match(entries, info);
        CheckOffsets(file.Length - _data);
    }

    /// <summary>The strings that the file carries beside its tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors that were found, by their names in the file.</summary>
    public IEnumerable<string> Found => _tensors.Select(static t => t.Tensor.Name);

    /// <summary>Tensors of the file that are left, where it is read in part.</summary>
    public IReadOnlyList<string> Unused { get; } = [];

    /// <summary>Hands on all tensors' bytes as they lie in the file.</summary>
    public void CopyData(Stream to)
    {
        _file.Position = _data;
        _file.CopyTo(to);
    }

    /// <summary>Puts every element at its place in <paramref name="parameters"/>.</summary>
    public void Read(Span<float> parameters)
    {
        Span<byte> piece = stackalloc byte[4096];
        foreach ((ParameterInfo tensor, SafetensorsEntry entry) in _tensors.Where(static t => t.Entry.Type != ElementType.Int64))
        {
            int size = ElementType.Size(entry.Type);
            var walk = new ElementWalk(tensor);
            _file.Position = _data + entry.Begin;
            for (int left = tensor.Length; left > 0;)
            {
                int count = Math.Min(left, piece.Length / size);
                Fill(_file, piece[..(count * size)], $"the data of tensor '{tensor.Name}'");
                for (int i = 0; i < count; i++, walk.Next())
                    parameters[walk.Place] = ElementType.Read(entry.Type, piece[(i * size)..]);
                left -= count;
            }
        }
    }

    /// <summary>The tensors and the metadata that a header tells of, and where the data begin.</summary>
    /// <param name="file">The file, at its beginning, behind which it stands then.</param>
    /// <exception cref="InvalidDataException">It is no regular file, of another format, or its header is damaged.</exception>
    public static (List<SafetensorsEntry> Tensors, IReadOnlyDictionary<string, string> Metadata, long Data) ReadHeader(Stream file)
    {
        CheckFormat(file);
        Span<byte> prefix = stackalloc byte[8];
        Fill(file, prefix, "the header's length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        ulong limit = (ulong)Math.Clamp(file.Length - file.Position, 0, MaxHeader);
        if (length > limit)
            throw new InvalidDataException(
                $"the header is damaged: it declares {length} bytes, but at most {limit} are possible in a file of {file.Length}.");
        var header = new byte[length];
        Fill(file, header, "the header");
        (List<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string> metadata) = SafetensorsHeader.Parse(header);
        return (tensors, metadata, file.Position);
    }

    // Devices and the kernel's own files have a length of 0 or none, and may have no end.
    private static void CheckFormat(Stream file)
    {
        if (!file.CanSeek)
            throw new InvalidDataException(NoFile);
        if (file.Length == 0)
            throw new InvalidDataException("expected a regular file with content, but its length is 0; it is empty, or a device.");
        long start = file.Position;
        Span<byte> begin = stackalloc byte[OtherFormats.Needed];
        int came = file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        if (OtherFormats.Reason(begin[..came]) is { } reason)
            throw new InvalidDataException(reason);
        file.Position = start;
    }

    private static void Fill(Stream file, Span<byte> buffer, string what)
    {
        int came = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (came < buffer.Length)
            throw new InvalidDataException($"the file is truncated: expected {buffer.Length} bytes of {what} but {came} came.");
    }

    /// <summary>Brings the file's tensors and the network's together, in the order of the file's data.</summary>
    private static List<(ParameterInfo, SafetensorsEntry)> Match(List<SafetensorsEntry> entries, NetworkInfo info)
    {
        var expected = info.Parameters.ToDictionary(tensor => tensor.Name);
        var matched = new List<(ParameterInfo Tensor, SafetensorsEntry Entry)>();
        List<SafetensorsEntry> unused = [];
        foreach (SafetensorsEntry entry in entries)
        {
            if (expected.Remove(entry.Name, out ParameterInfo? tensor))
                matched.Add((tensor, entry));
            else if (entry.Type == ElementType.Int64 && entry.Shape.IsEmpty && info.Counters.Contains(entry.Name))
                matched.Add((new ParameterInfo(entry.Name, [], [], 0, default), entry));
            else
                unused.Add(entry);
        }
        if (info.Parameters.FirstOrDefault(tensor => expected.ContainsKey(tensor.Name)) is { } missing)
            throw new InvalidDataException($"tensor '{missing.Name}' {Text(missing.Shape)} of {info.Name} is missing{Listed(unused)}.");
        if (unused.Count > 0)
            throw new InvalidDataException(
                $"tensor {SafetensorsHeader.Quote(unused[0].Name)} {Text(unused[0].Shape)} is not one of {info.Name}'s; " +
                "the file is from another network.");
        foreach ((ParameterInfo tensor, SafetensorsEntry entry) in matched)
        {
            if (entry.Type != ElementType.Int64 || tensor.Shape.Length > 0)
                CheckKind(tensor, entry, info.Name);
        }
        matched.Sort((a, b) => a.Entry.Begin.CompareTo(b.Entry.Begin));
        return matched;
    }

    /// <summary>The tensors of the network that the file has in the same shape and whose data are there.</summary>
    private static List<(ParameterInfo, SafetensorsEntry)> Fitting(List<SafetensorsEntry> entries, NetworkInfo info, long dataLength)
    {
        var expected = info.Parameters.ToDictionary(tensor => tensor.Name);
        var fitting = new List<(ParameterInfo, SafetensorsEntry)>();
        foreach (SafetensorsEntry entry in entries)
        {
            if (!expected.TryGetValue(entry.Name, out ParameterInfo? tensor) || ElementType.Size(entry.Type) == 0
                || !entry.Shape.SequenceEqual(tensor.Shape.Select(extent => (long)extent)))
                continue;
            long size = (long)tensor.Length * ElementType.Size(entry.Type);
            if (entry.Begin < 0 || entry.End != entry.Begin + size || entry.End > dataLength)
                throw new InvalidDataException(
                    $"the header is damaged at tensor '{tensor.Name}': " +
                    $"its data are {entry.Begin} to {entry.End} of {dataLength}, but {size} bytes are needed.");
            fitting.Add((tensor, entry));
        }
        return fitting;
    }

    private static void CheckKind(ParameterInfo tensor, SafetensorsEntry entry, string network)
    {
        if (!entry.Shape.SequenceEqual(tensor.Shape.Select(extent => (long)extent)))
            throw new InvalidDataException(
                $"tensor '{tensor.Name}' of {network} has shape {Text(tensor.Shape)}, but in the file it is {Text(entry.Shape)}.");
        if (ElementType.Size(entry.Type) == 0)
            throw new InvalidDataException(
                $"tensor '{tensor.Name}' has dtype {SafetensorsHeader.Quote(entry.Type)}, but {ElementType.Readable} is expected; " +
                "convert it before saving.");
    }

    /// <summary>As the format demands: no gap and no overlap from the first byte of data to the last.</summary>
    private void CheckOffsets(long dataLength)
    {
        long begin = 0;
        foreach ((ParameterInfo tensor, SafetensorsEntry entry) in _tensors)
        {
            long size = (long)tensor.Length * (entry.Type == ElementType.Int64 ? sizeof(long) : ElementType.Size(entry.Type));
            if (entry.Begin != begin || entry.End != begin + size)
                throw new InvalidDataException(
                    $"the header is damaged at tensor '{tensor.Name}': expected data_offsets [{begin}, {begin + size}] " +
                    $"for {entry.Type} {Text(tensor.Shape)} but they are [{entry.Begin}, {entry.End}].");
            if (entry.End > dataLength)
                throw new InvalidDataException(
                    $"the file is truncated at tensor '{tensor.Name}': its data end at byte {entry.End} but only {dataLength} came.");
            begin = entry.End;
        }
        if (begin != dataLength)
            throw new InvalidDataException(
                $"expected {begin} bytes of data, up to the end of tensor '{_tensors.LastOrDefault().Tensor?.Name}', " +
                $"but {dataLength} came.");
    }

    private static string Listed(List<SafetensorsEntry> unused)
    {
        if (unused.Count == 0)
            return "";
        string names = string.Join(", ", unused.Take(3).Select(entry => SafetensorsHeader.Quote(entry.Name)));
        return $"; instead the file has {names}{(unused.Count > 3 ? $" and {unused.Count - 3} more" : "")}";
    }

    private static string Text<T>(ImmutableArray<T> shape) => $"[{string.Join(", ", shape)}]";
}
