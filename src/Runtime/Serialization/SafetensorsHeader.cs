using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Unrolled.Serialization;

/// <summary>What a safetensors header says of one tensor, before anything of it is believed.</summary>
/// <param name="Name">The tensor's name, unique in its file.</param>
/// <param name="Type">Its element type: <c>F32</c>.</param>
/// <param name="Shape">Its extents; none is negative.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte behind its last.</param>
internal sealed record SafetensorsEntry(string Name, string Type, ImmutableArray<long> Shape, long Begin, long End);

/// <summary>
/// Parses the JSON header of a safetensors file (https://github.com/huggingface/safetensors#format): an object of tensors, each
/// <c>{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}</c>, and perhaps <c>"__metadata__"</c>, an object of strings.
/// </summary>
internal ref struct SafetensorsHeader
{
    public const string Metadata = "__metadata__";

    // A tensor's shape is the deepest thing there is.
    private const int MaxDepth = 4;
    private const int MaxRank = 16;
    private const int LongestName = 100;
    private const int LongestReason = 200;

    private Utf8JsonReader _json;
    private readonly Dictionary<string, string> _metadata = [];
    private string _current = "";

    private SafetensorsHeader(ReadOnlySpan<byte> utf8) => _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <summary>The tensors in the order of the header, and the metadata.</summary>
    /// <exception cref="InvalidDataException">It is not such a header. The message names the tensor, not the file.</exception>
    public static (List<SafetensorsEntry> Tensors, IReadOnlyDictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> utf8)
    {
        // GetString on ill-formed text is an InvalidOperationException: so look before, and see the catch for escaped lone surrogates.
        if (!Utf8.IsValid(utf8))
            throw new InvalidDataException("the header is damaged: it is not UTF-8 text.");
        // A rule of the format, stricter than JSON's: no spaces in front.
        if (!utf8.StartsWith("{"u8))
            throw new InvalidDataException(
                $"the header is damaged: it must begin with '{{', but it {(utf8.IsEmpty ? "is empty" : $"begins with byte {utf8[0]}")}.");
        var header = new SafetensorsHeader(utf8);
        try
        {
            return (header.ReadTensors(), header._metadata);
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            // The parser's reasons quote the file, at any length.
            throw new InvalidDataException($"the header is damaged{header.Where}: {Short(damage.Message, LongestReason)}", damage);
        }
    }

    /// <summary>A name from a file, made fit for a message: damaged files can have names of any length and content.</summary>
    public static string Quote(string name) => $"'{Short(name, LongestName)}'";

    private static string Short(string words, int longest)
    {
        var text = new StringBuilder();
        foreach (char c in words.AsSpan(0, Math.Min(words.Length, longest)))
            text.Append(char.IsControl(c) ? '?' : c);
        return $"{text}{(words.Length > longest ? "…" : "")}";
    }

    private readonly string Where => _current.Length == 0 ? "" : $" at tensor {Quote(_current)}";

    private List<SafetensorsEntry> ReadTensors()
    {
        var tensors = new List<SafetensorsEntry>();
        var names = new HashSet<string>();
        Expect(JsonTokenType.StartObject, "an object of tensors");
        while (Next() == JsonTokenType.PropertyName)
        {
            _current = _json.GetString()!;
            if (!names.Add(_current))
                throw Damaged("the name stands there twice");
            if (_current == Metadata)
                ReadMetadata();
            else
                tensors.Add(ReadTensor());
        }
        _current = "";
        if (_json.Read())
            throw Damaged("something follows the object of tensors");
        return tensors;
    }

    private SafetensorsEntry ReadTensor()
    {
        string? type = null;
        ImmutableArray<long>? shape = null, offsets = null;
        Expect(JsonTokenType.StartObject, "an object with dtype, shape and data_offsets");
        while (Next() == JsonTokenType.PropertyName)
        {
            string field = _json.GetString()!;
            switch (field)
            {
                case "dtype" when type is null:
                    Expect(JsonTokenType.String, "a string as dtype");
                    type = _json.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(field);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(field);
                    break;
                default:
                    throw Damaged($"expected dtype, shape and data_offsets, once each, but {Quote(field)} came");
            }
        }
        if (type is null || shape is null || offsets is not [long begin, long end])
            throw Damaged("expected a dtype, a shape and two data_offsets, but not all of them came");
        return new SafetensorsEntry(_current, type, shape.Value, begin, end);
    }

    private ImmutableArray<long> ReadNumbers(string field)
    {
        var numbers = ImmutableArray.CreateBuilder<long>();
        Expect(JsonTokenType.StartArray, $"a list of numbers as {field}");
        while (Next() != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long number) || number < 0)
                throw Damaged($"{field} must be whole numbers from 0 to 2⁶³-1, but {Quote(Encoding.UTF8.GetString(_json.ValueSpan))} came");
            if (numbers.Count == MaxRank)
                throw Damaged($"{field} has more than {MaxRank} numbers");
            numbers.Add(number);
        }
        return numbers.ToImmutable();
    }

    private void ReadMetadata()
    {
        Expect(JsonTokenType.StartObject, "an object of strings");
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = _json.GetString()!;
            Expect(JsonTokenType.String, "a string");
            _metadata[key] = _json.GetString()!;
        }
    }

    private void Expect(JsonTokenType token, string what)
    {
        if (Next() != token)
            throw Damaged($"expected {what} but {_json.TokenType} came");
    }

    private JsonTokenType Next() => _json.Read() ? _json.TokenType : throw Damaged("it ends too early");

    private readonly InvalidDataException Damaged(string what) => new($"the header is damaged{Where}: {what}.");
}
