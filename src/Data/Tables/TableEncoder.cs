namespace Unrolled.Data;

/// <summary>Makes samples of a table's rows by a schema.</summary>
internal sealed class TableEncoder
{
    private readonly CsvSchema _schema;
    private readonly CsvRows _rows;
    private readonly MissingCells _missing;
    private readonly CellEncoder[] _inputs;
    private readonly int[] _places;
    private readonly Growing<float> _floats = new();
    private readonly Growing<int> _tokens = new();

    private TableEncoder(CsvSchema schema, CsvRows rows)
    {
        (_schema, _rows, _missing) = (schema, rows, new(schema.MissingTexts));
        _inputs = [.. schema.Columns.Select(column => new CellEncoder(column, schema.Unknown))];
        _places = [.. schema.Columns.Select(column => SchemaFit.Find(rows, column.Name))];
    }

    public static Dataset Samples(CsvText text, CsvSchema schema, CsvOptions limits)
    {
        using var rows = new CsvRows(text, schema.Header, schema.Separator, limits);
        var encoder = new TableEncoder(schema, rows);
        return schema.Label is { } label ? encoder.Labelled(label) : encoder.WithTargets();
    }

    public static float[] Inputs(CsvText text, CsvSchema schema, CsvOptions limits)
    {
        using var rows = new CsvRows(text, schema.Header, schema.Separator, limits);
        var encoder = new TableEncoder(schema, rows);
        while (rows.Next())
            encoder.TakeInput();
        return encoder._floats.ToArray();
    }

    private Dataset Labelled(FittedColumn label)
    {
        var classes = new CellEncoder(label, Unknown.Error);
        int place = SchemaFit.Find(_rows, label.Name);
        var labels = new Growing<int>();
        while (_rows.Next())
        {
            TakeInput();
            ReadOnlySpan<char> cell = _rows.Cell(place);
            Refuse(place, classes.Category(cell, _missing.Contains(cell), out labels.Add(1)[0]));
        }
        int length = _schema.InputLength;
        return _schema.HasTokens
            ? new Dataset(_tokens.ToArray(), length, labels.ToArray()) { ClassNames = label.Categories }
            : new Dataset(_floats.ToArray(), length, labels.ToArray()) { ClassNames = label.Categories };
    }

    private Dataset WithTargets()
    {
        CellEncoder[] numbers = [.. _schema.Targets.Select(name => new CellEncoder(
            new(name, ColumnKind.Numeric, Missing.Error, false, 0, []), Unknown.Error))];
        int[] places = [.. _schema.Targets.Select(name => SchemaFit.Find(_rows, name))];
        var targets = new Growing<float>();
        while (_rows.Next())
        {
            TakeInput();
            Span<float> row = targets.Add(numbers.Length);
            for (int i = 0; i < numbers.Length; i++)
            {
                ReadOnlySpan<char> cell = _rows.Cell(places[i]);
                Refuse(places[i], numbers[i].Encode(cell, _missing.Contains(cell), row.Slice(i, 1)));
            }
        }
        int length = _schema.InputLength;
        return _schema.HasTokens
            ? new Dataset(_tokens.ToArray(), length, targets.ToArray(), numbers.Length)
            : new Dataset(_floats.ToArray(), length, targets.ToArray(), numbers.Length);
    }

    private void TakeInput()
    {
        Span<float> floats = _schema.HasTokens ? default : _floats.Add(_schema.InputLength);
        Span<int> tokens = _schema.HasTokens ? _tokens.Add(_schema.InputLength) : default;
        int firstToken = 0;
        for (int i = 0; i < _inputs.Length; i++)
        {
            CellEncoder column = _inputs[i];
            ReadOnlySpan<char> cell = _rows.Cell(_places[i]);
            bool isMissing = _missing.Contains(cell);
            if (tokens.IsEmpty)
            {
                Refuse(_places[i], column.Encode(cell, isMissing, floats[..column.Column.Width]));
                floats = floats[column.Column.Width..];
                continue;
            }
            Refuse(_places[i], column.EncodeToken(cell, isMissing, out int token));
            tokens[i] = firstToken + token;
            firstToken += column.Column.Tokens;
        }
    }

    private void Refuse(int column, string? wrong)
    {
        if (wrong is not null)
            throw _rows.RefuseCell(column, wrong);
    }

    /// <summary>An array that grows by rows of zeros.</summary>
    private sealed class Growing<T>
    {
        private T[] _items = new T[1 << 10];
        private int _count;

        public Span<T> Add(int count)
        {
            long needed = (long)_count + count;
            if (needed > Array.MaxLength)
                throw new InvalidDataException($"The rows make more than {Array.MaxLength} values, which is what an array can hold.");
            if (needed > _items.Length)
                Array.Resize(ref _items, (int)Math.Min(Math.Max(2L * _items.Length, needed), Array.MaxLength));
            _count += count;
            return _items.AsSpan(_count - count, count);
        }

        public T[] ToArray() => _items[.._count];
    }
}
