using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Unrolled.Serialization;

/// <summary>Lists in the metadata, as JSON.</summary>
internal static class JsonLists
{
    /// <summary>A list of strings as text.</summary>
    public static string Text(IEnumerable<string> strings) => Write(json =>
    {
        foreach (string text in strings)
            json.WriteStringValue(text);
    });

    /// <summary>A list of numbers as text, from which the same bits are read.</summary>
    /// <exception cref="ArgumentException">One is not finite.</exception>
    public static string Text(ReadOnlySpan<float> numbers)
    {
        float[] all = numbers.ToArray();
        int wrong = Array.FindIndex(all, static number => !float.IsFinite(number));
        if (wrong >= 0)
            throw new ArgumentException($"numbers[{wrong}] is {all[wrong]}, but JSON knows finite numbers alone.", nameof(numbers));
        return Write(json =>
        {
            foreach (float number in all)
                json.WriteNumberValue(number);
        });
    }

    /// <summary>The strings of a list.</summary>
    /// <exception cref="InvalidDataException">It is no list of strings.</exception>
    public static ImmutableArray<string> Strings(string key, string text) =>
        Read(key, text, "strings", static item => item.ValueKind == JsonValueKind.String ? item.GetString() : null);

    /// <summary>The numbers of a list.</summary>
    /// <exception cref="InvalidDataException">It is no list of numbers that floats can hold.</exception>
    public static ImmutableArray<float> Numbers(string key, string text) =>
        [.. Read(key, text, "numbers", static item =>
            item.ValueKind == JsonValueKind.Number && item.TryGetSingle(out float number) && float.IsFinite(number)
                ? (float?)number
                : null).Select(static number => number!.Value)];

    private static ImmutableArray<T> Read<T>(string key, string text, string what, Func<JsonElement, T?> of)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Array)
            {
                T?[] items = [.. json.RootElement.EnumerateArray().Select(of)];
                if (items.All(static item => item is not null))
                    return [.. items.Select(static item => item!)];
            }
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            // Told below, as other texts that are no list.
        }
        throw new InvalidDataException(
            $"the metadata's {SafetensorsHeader.Quote(key)} must be a JSON list of {what}, but it is {SafetensorsHeader.Quote(text)}.");
    }

    private static string Write(Action<Utf8JsonWriter> items)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, SafetensorsWriter.Spelling))
        {
            json.WriteStartArray();
            items(json);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
