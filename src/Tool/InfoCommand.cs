using System.Buffers.Binary;
using System.Text.Json;
using Unrolled.Onnx;

namespace Unrolled.Tool;

/// <summary><c>unrolled info</c>.</summary>
internal static class InfoCommand
{
    // The limit of the format's reference implementation.
    private const int MostHeader = 100_000_000;

    public static int Run(string file, TextWriter output)
    {
        output.Write(IsSafetensors(file) ? Weights(file) : OnnxModel.Describe(file));
        return 0;
    }

    /// <summary>Whether the header's first byte lies behind its length.</summary>
    private static bool IsSafetensors(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> begin = stackalloc byte[9];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin[8] == '{';
    }

    private static string Weights(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        file.ReadExactly(length);
        ulong declared = BinaryPrimitives.ReadUInt64LittleEndian(length);
        ulong possible = (ulong)Math.Min(file.Length - length.Length, MostHeader);
        if (declared > possible)
            throw new InvalidDataException(
                $"{path}: the header is damaged: it declares {declared:N0} bytes, but {possible:N0} are possible.");
        var header = new byte[declared];
        file.ReadExactly(header);
        try
        {
            using JsonDocument json = JsonDocument.Parse(header);
            return Describe(json.RootElement, file.Length - (long)declared - length.Length);
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{path}: the header is damaged: {damage.Message}", damage);
        }
    }

    private static string Describe(JsonElement header, long bytes)
    {
        const string Metadata = "__metadata__";
        JsonProperty[] tensors = [.. header.EnumerateObject().Where(static p => p.Name != Metadata)];
        string[][] rows = [["tensor", "type", "shape"], .. tensors.Select(static tensor => new[]
        {
            Shown(tensor.Name),
            Shown(tensor.Value.GetProperty("dtype").GetString()!),
            string.Join('×', tensor.Value.GetProperty("shape").EnumerateArray().Select(static e => e.GetInt64())),
        })];
        string notes = !header.TryGetProperty(Metadata, out JsonElement metadata) ? ""
            : string.Concat(metadata.EnumerateObject().Select(static p => $"{Shown(p.Name)}: {Shown(p.Value.GetString()!)}\n"));
        return $"safetensors file of {tensors.Length:N0} tensors, {bytes:N0} bytes\n{notes}{Table.Format(rows)}";
    }

    /// <summary>A text from the file without what would move the cursor, and of a length that fits.</summary>
    private static string Shown(string text) =>
        new([.. text.Take(100).Select(static c => char.IsControl(c) ? '?' : c), .. text.Length > 100 ? "…" : ""]);
}
