using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Unrolled.Data;

/// <summary>A schema as JSON, member by member and without reflection.</summary>
internal static class SchemaJson
{
    private const int Version = 1;

    private static readonly JsonWriterOptions s_spelling = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(CsvSchema schema)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_spelling))
        {
            json.WriteStartObject();
            json.WriteNumber("unrolled.csv", Version);
            json.WriteBoolean("header", schema.Header);
            json.WriteString("separator", schema.Separator.ToString());
            WriteTexts(json, "missing", schema.MissingTexts);
            json.WriteString("unknown", schema.Unknown.ToString());
            json.WriteStartArray("columns");
            foreach (FittedColumn column in schema.Columns)
                WriteColumn(json, column);
            json.WriteEndArray();
            if (schema.Label is { } label)
            {
                json.WritePropertyName("label");
                WriteColumn(json, label);
            }
            else
                WriteTexts(json, "targets", schema.Targets);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static CsvSchema Read(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            if (json.GetProperty("unrolled.csv").GetInt32() is not Version and var other)
                throw new FormatException($"it is of version {other}, but this program reads version {Version}");
            bool hasLabel = json.TryGetProperty("label", out JsonElement label);
            var schema = new CsvSchema
            {
                Header = json.GetProperty("header").GetBoolean(),
                Separator = Text(json.GetProperty("separator"))[0],
                MissingTexts = Texts(json.GetProperty("missing")),
                Unknown = Word<Unknown>(json.GetProperty("unknown")),
                Columns = [.. json.GetProperty("columns").EnumerateArray().Select(Column)],
                Label = hasLabel ? Column(label) : null,
                Targets = hasLabel ? [] : Texts(json.GetProperty("targets")),
            };
            return schema is { Columns.Length: > 0 } && (hasLabel || schema.Targets.Length > 0)
                ? schema
                : throw new FormatException("it has no columns");
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{name}: expected a table's schema, as {nameof(CsvSchema)}.{nameof(CsvSchema.Save)} writes it, " +
                $"but {damage.Message}", damage);
        }
    }

    private static void WriteColumn(Utf8JsonWriter json, FittedColumn column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("kind", column.Kind.ToString());
        json.WriteString("missing", column.Missing.ToString());
        if (column.Kind == ColumnKind.Numeric)
        {
            json.WriteBoolean("indicator", column.Indicator);
            json.WriteNumber("fill", column.Fill);
        }
        else
            WriteTexts(json, "categories", column.Categories);
        json.WriteEndObject();
    }

    private static FittedColumn Column(JsonElement json)
    {
        ColumnKind kind = Word<ColumnKind>(json.GetProperty("kind"));
        bool numeric = kind == ColumnKind.Numeric;
        float fill = numeric ? json.GetProperty("fill").GetSingle() : 0;
        ImmutableArray<string> categories = numeric ? [] : Texts(json.GetProperty("categories"));
        if (!float.IsFinite(fill) || categories.Distinct(StringComparer.Ordinal).Count() != categories.Length)
            throw new FormatException("a column has a category twice, or a number that is not finite");
        return new(
            Text(json.GetProperty("name")),
            kind,
            Word<Missing>(json.GetProperty("missing")),
            numeric && json.GetProperty("indicator").GetBoolean(),
            fill,
            categories);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static ImmutableArray<string> Texts(JsonElement json) => [.. json.EnumerateArray().Select(Text)];

    private static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("a text is null");

    private static T Word<T>(JsonElement json) where T : struct, Enum => Enum.TryParse(Text(json), out T word) && Enum.IsDefined(word)
        ? word
        : throw new FormatException($"'{json}' is not known");
}
