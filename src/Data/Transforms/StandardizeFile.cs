using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Unrolled.Data;

/// <summary>
/// Means and deviations as a safetensors file: eight bytes of header length, the header in JSON, the floats
/// (https://github.com/huggingface/safetensors#format).
/// </summary>
internal static class StandardizeFile
{
    private const string Mean = "mean", Deviation = "deviation", Inner = "unrolled.inner", Metadata = "__metadata__";
    private const int LongestHeader = 1 << 16;

    public static void Save(Standardize numbers, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] header = Header(numbers);
        byte[] file = new byte[sizeof(long) + header.Length + 2 * numbers.Mean.Length * sizeof(float)];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, sizeof(long));
        int place = sizeof(long) + header.Length;
        foreach (float value in (float[])[.. numbers.Deviation, .. numbers.Mean])
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(place), value);
            place += sizeof(float);
        }
        string fresh = $"{path}.{Path.GetRandomFileName()}.tmp";
        File.WriteAllBytes(fresh, file);
        File.Move(fresh, path, overwrite: true);
    }

    public static Standardize Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        InvalidDataException Wrong(string what, Exception? cause = null) =>
            new($"{path}: expected mean and deviation, as {nameof(Standardize)}.{nameof(Standardize.Save)} writes them, but {what}", cause);
        try
        {
            if (!file.CanSeek)
                throw Wrong("it is a pipe or a terminal.");
            Span<byte> length = stackalloc byte[sizeof(long)];
            file.ReadExactly(length);
            long headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (headerLength is < 2 or > LongestHeader)
                throw Wrong($"its header is said to have {headerLength} bytes.");
            byte[] header = new byte[headerLength];
            file.ReadExactly(header);
            using var json = JsonDocument.Parse(header);
            float[] mean = Tensor(file, json.RootElement.GetProperty(Mean), sizeof(long) + headerLength);
            float[] deviation = Tensor(file, json.RootElement.GetProperty(Deviation), sizeof(long) + headerLength);
            string inner = json.RootElement.GetProperty(Metadata).GetProperty(Inner).GetString() ?? "";
            return new(mean, deviation, int.Parse(inner, CultureInfo.InvariantCulture));
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw Wrong(damage.Message, damage);
        }
    }

    private static byte[] Header(Standardize numbers)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            int bytes = numbers.Mean.Length * sizeof(float);
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            json.WriteString(Inner, numbers.Inner.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            WriteTensor(json, Deviation, numbers.Mean.Length, 0, bytes);
            WriteTensor(json, Mean, numbers.Mean.Length, bytes, 2 * bytes);
            json.WriteEndObject();
        }
        // Spaces behind it let the floats start aligned.
        while (text.Length % sizeof(long) != 0)
            text.WriteByte((byte)' ');
        return text.ToArray();
    }

    private static void WriteTensor(Utf8JsonWriter json, string name, int length, int begin, int end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        json.WriteNumberValue(length);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static float[] Tensor(FileStream file, JsonElement tensor, long data)
    {
        if (tensor.GetProperty("dtype").GetString() != "F32" || tensor.GetProperty("shape").GetArrayLength() != 1)
            throw new FormatException("a tensor is not a row of floats.");
        int length = tensor.GetProperty("shape")[0].GetInt32();
        long begin = tensor.GetProperty("data_offsets")[0].GetInt64(), end = tensor.GetProperty("data_offsets")[1].GetInt64();
        if (length < 1 || begin < 0 || end - begin != (long)length * sizeof(float) || end > file.Length - data)
            throw new FormatException($"a tensor of {length} floats at {begin} to {end} is not in the file.");
        byte[] bytes = new byte[end - begin];
        file.Position = data + begin;
        file.ReadExactly(bytes);
        var values = new float[length];
        for (int i = 0; i < length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return values;
    }
}
