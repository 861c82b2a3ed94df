using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unrolled.Serialization;

/// <summary>
/// Writes tensors as safetensors: the header's length, the header, then each tensor's floats in row-major order without gaps. Order and
/// spelling are those of the reference implementation, so the same parameters give the same bytes as Python's
/// <c>save_file(…, metadata={"format": "pt"})</c>.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    // Names in other scripts stay legible; the escapes it leaves out only matter inside HTML.
    public static JsonWriterOptions Spelling { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What transformers asks for before it takes the tensors for PyTorch's.</summary>
    public static KeyValuePair<string, string> PyTorchFormat { get; } = new("format", "pt");

    /// <summary>Writes a whole file.</summary>
    /// <param name="output">Receives it.</param>
    /// <param name="tensors">Names, shapes and places of the tensors.</param>
    /// <param name="parameters">The memory that the places refer to.</param>
    /// <param name="counters">Names of 64-bit integers without axes, which are 0; none if left out.</param>
    /// <param name="metadata">Strings beside the tensors; <see cref="PyTorchFormat"/> alone if left out.</param>
    /// <exception cref="ArgumentException">The metadata are too long.</exception>
    public static void Write(
        Stream output,
        ImmutableArray<ParameterInfo> tensors,
        ReadOnlySpan<float> parameters,
        IEnumerable<KeyValuePair<string, string>>? metadata = null,
        ImmutableArray<string> counters = default)
    {
        string[] zeros = counters.IsDefault ? [] : [.. counters.Order(StringComparer.Ordinal)];
        ReadOnlySpan<byte> header = Header(Sorted(tensors), zeros, metadata ?? [PyTorchFormat]);
        if (header.Length > SafetensorsReader.MaxHeader - Alignment)
            throw new ArgumentException(
                $"The header would have {header.Length} bytes, but readers take {SafetensorsReader.MaxHeader}; shorten the metadata.",
                nameof(metadata));
        // Spaces behind the header let the floats start aligned, so that a reader may map the file into memory.
        int padding = (Alignment - header.Length % Alignment) % Alignment;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length + padding);
        output.Write(length);
        output.Write(header);
        for (; padding > 0; padding--)
            output.WriteByte((byte)' ');
        output.Write(new byte[zeros.Length * sizeof(long)]);
        WriteData(output, tensors, parameters);
    }

    /// <summary>Writes what follows the header.</summary>
    public static void WriteData(Stream output, ImmutableArray<ParameterInfo> tensors, ReadOnlySpan<float> parameters)
    {
        foreach (ParameterInfo tensor in Sorted(tensors))
            WriteElements(output, tensor, parameters);
    }

    private static ImmutableArray<ParameterInfo> Sorted(ImmutableArray<ParameterInfo> tensors) =>
        tensors.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));

    private static ReadOnlySpan<byte> Header(
        ImmutableArray<ParameterInfo> tensors, string[] counters, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text, Spelling);
        json.WriteStartObject();
        json.WriteStartObject(SafetensorsHeader.Metadata);
        foreach ((string key, string value) in metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
        long begin = 0;
        // Larger elements come first, as in the reference implementation, so that all are aligned.
        foreach (string counter in counters)
            Entry(counter, ElementType.Int64, [], sizeof(long));
        foreach (ParameterInfo tensor in tensors)
            Entry(tensor.Name, ElementType.Float32, tensor.Shape, sizeof(float) * (long)tensor.Length);
        json.WriteEndObject();
        json.Flush();
        return text.WrittenSpan;

        void Entry(string name, string type, ImmutableArray<int> shape, long size)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", type);
            json.WriteStartArray("shape");
            foreach (int extent in shape)
                json.WriteNumberValue(extent);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(begin);
            json.WriteNumberValue(begin += size);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteElements(Stream output, ParameterInfo tensor, ReadOnlySpan<float> parameters)
    {
        Span<byte> piece = stackalloc byte[4096];
        var walk = new ElementWalk(tensor);
        for (int left = tensor.Length; left > 0;)
        {
            int count = Math.Min(left, piece.Length / sizeof(float));
            for (int i = 0; i < count; i++, walk.Next())
                BinaryPrimitives.WriteSingleLittleEndian(piece[(i * sizeof(float))..], parameters[walk.Place]);
            output.Write(piece[..(count * sizeof(float))]);
            left -= count;
        }
    }
}
