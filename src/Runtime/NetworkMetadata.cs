using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Unrolled.Serialization;

namespace Unrolled;

/// <summary>
/// Strings that a network's file carries beside its tensors (<c>__metadata__</c> of safetensors): class names, the numbers by which
/// inputs were standardised, whatever else. It never changes; <see cref="With"/> gives another one.
/// </summary>
public sealed class NetworkMetadata : IReadOnlyDictionary<string, string>
{
    /// <summary>The key of class names: a JSON list of strings, by label.</summary>
    public const string ClassesKey = "unrolled.classes";

    /// <summary>The key of what was subtracted from inputs: a JSON list of numbers, for each input or each channel.</summary>
    public const string MeanKey = "unrolled.mean";

    /// <summary>The key of what inputs were divided by then: a JSON list of numbers, as many as those of <see cref="MeanKey"/>.</summary>
    public const string DeviationKey = "unrolled.deviation";

    private readonly ImmutableSortedDictionary<string, string> _values;

    /// <summary>Metadata of pairs.</summary>
    /// <param name="values">The pairs; a key that is there twice has its last value.</param>
    public NetworkMetadata(IEnumerable<KeyValuePair<string, string>> values) => _values =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).SetItems(values);

    /// <summary>No metadata.</summary>
    public static NetworkMetadata Empty { get; } = new([]);

    /// <summary>The classes' names, by label; empty if there are none.</summary>
    /// <exception cref="InvalidDataException">They are no JSON list of strings.</exception>
    public ImmutableArray<string> ClassNames => JsonLists.Strings(ClassesKey, Text(ClassesKey));

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _values.Keys;

    /// <inheritdoc/>
    public IEnumerable<string> Values => _values.Values;

    /// <inheritdoc/>
    public string this[string key] => _values[key];

    /// <summary>Reads the metadata of a safetensors file, of this library or any other, and no tensor of it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no safetensors file, or damaged.</exception>
    public static NetworkMetadata Read(string path)
    {
        using FileStream file = RegularFile.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads the metadata of a safetensors file's content, and no tensor of it.</summary>
    /// <param name="stream">The content from here on; it need not be one that can be wound. Where it stands afterwards is not said.</param>
    /// <exception cref="InvalidDataException">It is no safetensors file, or damaged.</exception>
    public static NetworkMetadata Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream.CanSeek ? stream : SafetensorsStream.Header(stream), "the stream");
    }

    /// <summary>The same with another value for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    public NetworkMetadata With(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return new NetworkMetadata(_values.SetItem(key, value));
    }

    /// <summary>The same with the classes' names.</summary>
    /// <param name="names">The names, by label, such as <see cref="SampleSource.ClassNames"/> of the training data.</param>
    public NetworkMetadata WithClassNames(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return With(ClassesKey, JsonLists.Text(names));
    }

    /// <summary>The same with a list of numbers, such as <see cref="MeanKey"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="numbers">The numbers, finite; they are read again to the bit.</param>
    /// <exception cref="ArgumentException">One is not finite.</exception>
    public NetworkMetadata WithNumbers(string key, ReadOnlySpan<float> numbers) => With(key, JsonLists.Text(numbers));

    /// <summary>The numbers of a key; empty if there are none.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidDataException">They are no JSON list of numbers.</exception>
    public ImmutableArray<float> Numbers(string key) => JsonLists.Numbers(key, Text(key));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static NetworkMetadata Read(Stream file, string name)
    {
        try
        {
            return new NetworkMetadata(SafetensorsReader.ReadHeader(file).Metadata);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{name}: {damage.Message}", damage);
        }
    }

    private string Text(string key) => _values.GetValueOrDefault(key, "[]");
}
