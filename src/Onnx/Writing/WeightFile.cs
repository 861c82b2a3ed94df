using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Writing;

/// <summary>
/// Tensors as safetensors (https://github.com/huggingface/safetensors#format): the header's length, the header, each tensor's floats in
/// row-major order without gaps, sorted by name.
/// </summary>
internal static class WeightFile
{
    private const int Alignment = 8;

    private static readonly JsonWriterOptions Spelling = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream output, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        (string Name, Tensor Tensor)[] sorted = [.. tensors.OrderBy(static t => t.Name, StringComparer.Ordinal)];
        byte[] header = Header(sorted);
        int padding = (Alignment - header.Length % Alignment) % Alignment;
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length + padding);
        output.Write(length);
        output.Write(header);
        output.Write("        "u8[..padding]);
        foreach ((_, Tensor tensor) in sorted)
            Write(output, tensor.ToFloats());
    }

    private static byte[] Header((string Name, Tensor Tensor)[] tensors)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Spelling))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long begin = 0;
            foreach ((string name, Tensor tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (long extent in tensor.Extents)
                    json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(begin += sizeof(float) * (long)tensor.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return text.ToArray();
    }

    private static void Write(Stream output, ReadOnlySpan<float> values)
    {
        Span<byte> piece = stackalloc byte[4096];
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, piece.Length / sizeof(float));
            for (int i = 0; i < count; i++)
                BinaryPrimitives.WriteSingleLittleEndian(piece[(i * sizeof(float))..], values[i]);
            output.Write(piece[..(count * sizeof(float))]);
            values = values[count..];
        }
    }
}
