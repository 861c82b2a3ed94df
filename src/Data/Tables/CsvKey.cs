namespace Unrolled.Data;

/// <summary>A column: by its name in the header, or by its position from 0. Made from a string or a number.</summary>
public readonly record struct CsvKey
{
    private readonly string? _name;
    private readonly int _position;

    private CsvKey(string? name, int position) => (_name, _position) = (name, position);

    /// <summary>The column of a name.</summary>
    /// <param name="name">As the header has it; upper and lower case differ.</param>
    public static implicit operator CsvKey(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(name, 0);
    }

    /// <summary>The column at a position.</summary>
    /// <param name="position">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static implicit operator CsvKey(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        return new(null, position);
    }

    /// <summary>The name in quotes, or the position.</summary>
    public override string ToString() => _name is null ? $"column {_position}" : $"column '{_name}'";

    /// <summary>The position in a file of these columns; -1 if it has no such column.</summary>
    internal int In(CsvNames names) => _name is null
        ? _position < names.Count ? _position : -1
        : names.IndexOf(_name);
}

/// <summary>The names of a file's columns: the header's, or the positions.</summary>
internal sealed class CsvNames
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly bool _hasHeader;

    public CsvNames(string[] names, bool hasHeader)
    {
        (_names, _hasHeader) = (names, hasHeader);
        for (int i = 0; i < names.Length; i++)
        {
            if (!_places.TryAdd(names[i], i))
                Twice ??= names[i];
        }
    }

    public int Count => _names.Length;

    /// <summary>A name that two columns have, if any.</summary>
    public string? Twice { get; }

    public string this[int position] => _names[position];

    public int IndexOf(string name) => _places.GetValueOrDefault(name, -1);

    /// <summary>What there is, for a message.</summary>
    public override string ToString()
    {
        const int Told = 20;
        string rest = Count > Told ? $", … ({Count} columns)" : "";
        return _hasHeader ? string.Join(", ", _names.Take(Told).Select(CsvRows.Quoted)) + rest : $"{Count} columns without names";
    }
}
