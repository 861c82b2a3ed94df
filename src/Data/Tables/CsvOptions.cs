namespace Unrolled.Data;

/// <summary>
/// What a table's columns are. One <see cref="Label"/>, or <see cref="Targets"/>, is what the network learns; the <see cref="Columns"/>
/// are its input.
/// </summary>
public sealed record CsvOptions
{
    /// <summary>Whether the first row has the columns' names; otherwise columns go by their positions.</summary>
    public bool Header { get; init; } = true;

    /// <summary>What stands between cells; if left out, that of comma, semicolon, tab and bar which the first line has most of.</summary>
    public char? Separator { get; init; }

    /// <summary>The column of categories that are the samples' classes.</summary>
    public CsvKey? Label { get; init; }

    /// <summary>The columns of numbers that are the samples' targets.</summary>
    public IReadOnlyList<CsvKey> Targets { get; init; } = [];

    /// <summary>
    /// The input, in order. If left out, all columns but label, targets and <see cref="Ignore"/>: numeric where all that is there are
    /// numbers, one-hot otherwise.
    /// </summary>
    public IReadOnlyList<CsvColumn>? Columns { get; init; }

    /// <summary>Columns that are not part of the input, where <see cref="Columns"/> are left out.</summary>
    public IReadOnlyList<CsvKey> Ignore { get; init; } = [];

    /// <summary>
    /// What stands for missing cells where <see cref="Columns"/> are left out. In one-hot columns all but
    /// <see cref="Missing.Error"/> and <see cref="Missing.Zero"/> gives them a category of their own.
    /// </summary>
    public Missing Missing { get; init; } = Missing.Error;

    /// <summary>Cells that count as missing; upper and lower case differ.</summary>
    public IReadOnlyList<string> MissingTexts { get; init; } = ["", "NA", "N/A", "NaN", "nan", "NULL", "null", "?"];

    /// <summary>What to do with a category that is not in the schema, when the schema is applied to other rows.</summary>
    public Unknown Unknown { get; init; } = Unknown.Error;

    /// <summary>The most bytes that a file may have, or characters a reader; 2³⁰ unless given.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>The most rows; 2²⁴ unless given.</summary>
    public int MaxRows { get; init; } = 1 << 24;

    /// <summary>The most columns; 65,536 unless given.</summary>
    public int MaxColumns { get; init; } = 1 << 16;

    /// <summary>The most characters in a cell; 65,536 unless given.</summary>
    public int MaxCell { get; init; } = 1 << 16;

    /// <summary>The most categories of a column; 1,000 unless given.</summary>
    public int MaxCategories { get; init; } = 1000;

    internal CsvOptions Checked()
    {
        if (Label is not null == Targets.Count > 0)
            throw new ArgumentException("Say what is to be learned: Label, the column of the classes, or Targets, columns of numbers.");
        if (Columns is { Count: 0 })
            throw new ArgumentException("Columns is empty; leave it out for all columns, or name some.");
        if (Columns is not null && Ignore.Count > 0)
            throw new ArgumentException("With Columns given, all others are ignored; leave Ignore out.");
        if (Columns is not null && Columns.Any(c => c.Kind == ColumnKind.Token) && !Columns.All(c => c.Kind == ColumnKind.Token))
            throw new ArgumentException("A network takes tokens or floats: make all columns tokens, or none.");
        if (Separator is '"' or '\r' or '\n' or ' ' or '\0' or '.' or '-' or '+' || (Separator is { } given && char.IsAsciiLetterOrDigit(given)))
            throw new ArgumentException($"'{Separator}' cannot stand between cells; comma, semicolon, tab and bar are usual.");
        if (MaxBytes < 1 || MaxRows < 1 || MaxColumns < 1 || MaxCell < 1 || MaxCategories < 1)
            throw new ArgumentException("Limits are at least 1.");
        return this;
    }
}
