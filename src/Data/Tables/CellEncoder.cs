namespace Unrolled.Data;

/// <summary>Makes floats or a token of one column's cells.</summary>
internal sealed class CellEncoder
{
    private readonly FittedColumn _column;
    private readonly Unknown _unknown;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _categories;

    public CellEncoder(FittedColumn column, Unknown unknown)
    {
        (_column, _unknown) = (column, unknown);
        var categories = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string category in column.Categories)
            categories.Add(category, categories.Count);
        _categories = categories.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public FittedColumn Column => _column;

    /// <summary>Writes the column's floats, all 0 so far; the answer is what is wrong with the cell, or null.</summary>
    public string? Encode(ReadOnlySpan<char> cell, bool isMissing, Span<float> to)
    {
        if (_column.Kind == ColumnKind.Numeric)
            return EncodeNumber(cell, isMissing, to);
        string? wrong = Category(cell, isMissing, out int category);
        if (category >= 0)
            to[category] = 1;
        return wrong;
    }

    /// <summary>The cell's token, from 0 in its column.</summary>
    public string? EncodeToken(ReadOnlySpan<char> cell, bool isMissing, out int token)
    {
        string? wrong = Category(cell, isMissing, out int category);
        token = category + 1;
        return wrong;
    }

    /// <summary>The cell's category; -1 for none.</summary>
    public string? Category(ReadOnlySpan<char> cell, bool isMissing, out int category)
    {
        category = -1;
        if (isMissing)
        {
            if (_column.Missing == Missing.Category)
                category = _column.Categories.Length;
            return _column.Missing == Missing.Error ? CellText.IsMissing(cell) : null;
        }
        if (_categories.TryGetValue(cell, out int known))
            category = known;
        else if (_unknown == Unknown.Error)
            return $"{CsvRows.Quoted(cell)} is none of the {_column.Categories.Length} categories that the schema has; " +
                $"set {nameof(CsvSchema.Unknown)} to {nameof(Unknown.Zero)} to let it pass";
        return null;
    }

    private string? EncodeNumber(ReadOnlySpan<char> cell, bool isMissing, Span<float> to)
    {
        if (isMissing)
        {
            to[0] = _column.Fill;
            if (_column.Indicator)
                to[1] = 1;
            return _column.Missing == Missing.Error ? CellText.IsMissing(cell) : null;
        }
        if (CellText.Number(cell) is not { } number)
            return CellText.NoNumber(cell);
        to[0] = number;
        return float.IsFinite(number) ? null : CellText.NotFinite(cell);
    }
}
