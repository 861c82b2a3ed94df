namespace Unrolled.Data;

/// <summary>What a column's cells become.</summary>
public enum ColumnKind
{
    /// <summary>A float.</summary>
    Numeric,

    /// <summary>A float for each category, of which the cell's is 1 and the others are 0.</summary>
    OneHot,

    /// <summary>A token, for a network that begins with an embedding.</summary>
    Token,
}

/// <summary>What stands for a missing cell.</summary>
public enum Missing
{
    /// <summary>Nothing: it is an error, which names the line.</summary>
    Error,

    /// <summary>The mean of the column's numbers.</summary>
    Mean,

    /// <summary>The median of the column's numbers.</summary>
    Median,

    /// <summary>0; of a one-hot column all are 0, of a token column it is the token for what is unknown.</summary>
    Zero,

    /// <summary>A category of its own, in a one-hot or token column.</summary>
    Category,
}

/// <summary>What to do with a category that the schema does not have.</summary>
public enum Unknown
{
    /// <summary>It is an error, which names the line.</summary>
    Error,

    /// <summary>Of a one-hot column all are 0; of a token column it is the column's first token, which stands for nothing else.</summary>
    Zero,
}

/// <summary>A column that is part of the input.</summary>
public sealed record CsvColumn
{
    private CsvColumn(CsvKey key, ColumnKind kind, Missing missing, bool indicator) =>
        (Key, Kind, Missing, Indicator) = (key, kind, missing, indicator);

    /// <summary>Which column.</summary>
    public CsvKey Key { get; }

    /// <summary>What its cells become.</summary>
    public ColumnKind Kind { get; }

    /// <summary>What stands for a missing cell.</summary>
    public Missing Missing { get; }

    /// <summary>Whether another float tells that the cell is missing.</summary>
    public bool Indicator { get; }

    /// <summary>A column of numbers.</summary>
    /// <param name="key">Name or position.</param>
    /// <param name="missing">What stands for a missing cell.</param>
    /// <param name="indicator">Whether another float is 1 where the cell is missing and 0 elsewhere.</param>
    /// <exception cref="ArgumentException">Numbers have no category for what is missing.</exception>
    public static CsvColumn Numeric(CsvKey key, Missing missing = Missing.Error, bool indicator = false) =>
        missing is not Missing.Category
            ? new(key, ColumnKind.Numeric, missing, indicator)
            : throw new ArgumentException("A missing number is an error, or the mean, the median or zero.", nameof(missing));

    /// <summary>A column of categories, each with a float of its own.</summary>
    /// <param name="key">Name or position.</param>
    /// <param name="missing">What stands for a missing cell: an error, zeros or a category of its own.</param>
    /// <exception cref="ArgumentException">Categories have no mean.</exception>
    public static CsvColumn OneHot(CsvKey key, Missing missing = Missing.Error) =>
        new(key, ColumnKind.OneHot, WithoutMean(missing), false);

    /// <summary>
    /// A column of categories as tokens. Then all columns are: samples have one token a column, and the columns' tokens lie one behind
    /// another, so that one embedding of <see cref="CsvSchema.Vocabulary"/> rows serves them.
    /// </summary>
    /// <param name="key">Name or position.</param>
    /// <param name="missing">What stands for a missing cell: an error, the token for what is unknown, or a category of its own.</param>
    /// <exception cref="ArgumentException">Categories have no mean.</exception>
    public static CsvColumn Token(CsvKey key, Missing missing = Missing.Error) =>
        new(key, ColumnKind.Token, WithoutMean(missing), false);

    private static Missing WithoutMean(Missing missing) => missing is not (Missing.Mean or Missing.Median)
        ? missing
        : throw new ArgumentException("A missing category is an error, zeros or a category of its own.", nameof(missing));
}
