using System.Collections.Immutable;

namespace Unrolled.Data;

/// <summary>
/// What a table's columns become, as it was fitted to one: the categories, what stands for missing cells. Other rows get the same inputs
/// by it, when a network is tested or asked.
/// </summary>
public sealed record CsvSchema
{
    internal CsvSchema()
    {
    }

    /// <summary>Whether the first row has names.</summary>
    public bool Header { get; init; }

    /// <summary>What stands between cells.</summary>
    public char Separator { get; init; }

    /// <summary>The columns of the input.</summary>
    public ImmutableArray<FittedColumn> Columns { get; init; } = [];

    /// <summary>The column of the classes; null if samples have targets.</summary>
    public FittedColumn? Label { get; init; }

    /// <summary>The columns of the targets; empty if samples have labels.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>Cells that count as missing.</summary>
    public ImmutableArray<string> MissingTexts { get; init; } = [];

    /// <summary>What to do with a category that is not here.</summary>
    public Unknown Unknown { get; init; }

    /// <summary>The classes' names; empty if samples have targets.</summary>
    public ImmutableArray<string> ClassNames => Label?.Categories ?? [];

    /// <summary>Whether inputs are tokens.</summary>
    public bool HasTokens => Columns.Any(static column => column.Kind == ColumnKind.Token);

    /// <summary>Floats, or tokens, in a sample.</summary>
    public int InputLength => Columns.Sum(static column => column.Width);

    /// <summary>The rows that an embedding of all columns' tokens has; 0 if inputs are floats.</summary>
    public int Vocabulary => Columns.Sum(static column => column.Tokens);

    /// <summary>The names of a sample's floats or tokens, in order: <c>age</c>, <c>age missing</c>, <c>city=Rome</c>.</summary>
    public IEnumerable<string> FeatureNames => Columns.SelectMany(static column => column.Features);

    /// <summary>Makes the input of one sample, of floats.</summary>
    /// <param name="cells">The cell's text by the column's name; a column that is not there is missing.</param>
    /// <param name="into">Receives <see cref="InputLength"/> floats.</param>
    /// <exception cref="InvalidDataException">A cell is no number, or a category that the schema does not have, or missing.</exception>
    /// <exception cref="InvalidOperationException">The schema's inputs are tokens.</exception>
    /// <exception cref="ArgumentException"><paramref name="into"/> has another length.</exception>
    public void Encode(IReadOnlyDictionary<string, string> cells, Span<float> into)
    {
        Require(tokens: false, into.Length, nameof(into));
        into.Clear();
        int place = 0;
        foreach ((FittedColumn column, string cell, bool isMissing) in Cells(cells))
        {
            Refuse(column, new CellEncoder(column, Unknown).Encode(cell, isMissing, into.Slice(place, column.Width)));
            place += column.Width;
        }
    }

    /// <summary>Makes the input of one sample, of tokens.</summary>
    /// <param name="cells">The cell's text by the column's name; a column that is not there is missing.</param>
    /// <param name="into">Receives <see cref="InputLength"/> tokens.</param>
    /// <exception cref="InvalidDataException">A cell is a category that the schema does not have, or missing.</exception>
    /// <exception cref="InvalidOperationException">The schema's inputs are floats.</exception>
    /// <exception cref="ArgumentException"><paramref name="into"/> has another length.</exception>
    public void Encode(IReadOnlyDictionary<string, string> cells, Span<int> into)
    {
        Require(tokens: true, into.Length, nameof(into));
        int place = 0, first = 0;
        foreach ((FittedColumn column, string cell, bool isMissing) in Cells(cells))
        {
            Refuse(column, new CellEncoder(column, Unknown).EncodeToken(cell, isMissing, out int token));
            into[place++] = first + token;
            first += column.Tokens;
        }
    }

    /// <summary>Writes the schema as JSON.</summary>
    /// <param name="path">The file; it is replaced.</param>
    public void Save(string path) => File.WriteAllText(path, ToJson());

    /// <summary>The schema as JSON.</summary>
    public string ToJson() => SchemaJson.Write(this);

    /// <summary>Reads a schema that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or no schema.</exception>
    public static CsvSchema Load(string path) => SchemaJson.Read(File.ReadAllText(path), path);

    /// <summary>Reads a schema that <see cref="ToJson"/> gave.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">The text is damaged, or no schema.</exception>
    public static CsvSchema FromJson(string json) => SchemaJson.Read(json, "the schema");

    private IEnumerable<(FittedColumn Column, string Cell, bool IsMissing)> Cells(IReadOnlyDictionary<string, string> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var missing = new MissingCells(MissingTexts);
        foreach (FittedColumn column in Columns)
        {
            bool there = cells.TryGetValue(column.Name, out string? cell);
            string text = cell?.Trim(' ') ?? "";
            yield return (column, text, !there || missing.Contains(text));
        }
    }

    private void Require(bool tokens, int length, string name)
    {
        if (tokens != HasTokens)
            throw new InvalidOperationException($"The schema's inputs are {(HasTokens ? "tokens" : "floats")}; give a span of such.");
        if (length != InputLength)
            throw new ArgumentException($"A sample has {InputLength} {(HasTokens ? "tokens" : "floats")}, but there is room for {length}.", name);
    }

    private static void Refuse(FittedColumn column, string? wrong)
    {
        if (wrong is not null)
            throw new InvalidDataException($"column {CsvRows.Quoted(column.Name)}: {wrong}.");
    }
}
