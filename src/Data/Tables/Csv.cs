namespace Unrolled.Data;

/// <summary>A table's samples, and what they were made by.</summary>
/// <param name="Data">The samples.</param>
/// <param name="Schema">What the columns became; makes the same inputs of other rows.</param>
public sealed record CsvTable(Dataset Data, CsvSchema Schema);

/// <summary>
/// Reads tables: rows of cells with commas, semicolons, tabs or bars between them and quotes around those that have such in them
/// (RFC 4180), in UTF-8. Numbers are read in no culture: <c>1.5e3</c>. Spaces around cells and empty lines are passed over. Errors name
/// the file and the line.
/// </summary>
public static class Csv
{
    /// <summary>Reads a table, and finds what its columns are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is learned, and from what.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no table, beyond a limit, or has no such columns, or a cell is not what it must be.</exception>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    public static CsvTable Load(string path, CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Load(CsvText.Of(path, options.Checked().MaxBytes), options);
    }

    /// <summary>Reads a table from text.</summary>
    /// <param name="reader">The text, which is read to its end.</param>
    /// <param name="options">What is learned, and from what.</param>
    /// <exception cref="InvalidDataException">The text is no table, beyond a limit, or has no such columns, or a cell is not what it must be.</exception>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    public static CsvTable Load(TextReader reader, CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Load(CsvText.Of(reader, options.Checked().MaxBytes), options);
    }

    /// <summary>Reads a table as another was read: for testing what was trained.</summary>
    /// <param name="path">The file; its columns may be in another order, where there are names.</param>
    /// <param name="schema">What the columns become.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no table, or has not these columns, or a cell is not what it must be.</exception>
    public static Dataset Load(string path, CsvSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return TableEncoder.Samples(CsvText.Of(path, s_limits.MaxBytes), schema, s_limits);
    }

    /// <summary>Reads a table from text as another was read.</summary>
    /// <param name="reader">The text, which is read to its end.</param>
    /// <param name="schema">What the columns become.</param>
    /// <exception cref="InvalidDataException">The text is no table, or has not these columns, or a cell is not what it must be.</exception>
    public static Dataset Load(TextReader reader, CsvSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return TableEncoder.Samples(CsvText.Of(reader, s_limits.MaxBytes), schema, s_limits);
    }

    /// <summary>Reads the inputs alone, for predicting: label and targets need not be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">What the columns become.</param>
    /// <returns>All rows' inputs: <c>[rows, InputLength]</c>.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no table, or has not these columns, or a cell is not what it must be.</exception>
    /// <exception cref="InvalidOperationException">The schema's inputs are tokens.</exception>
    public static float[] LoadInputs(string path, CsvSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.HasTokens
            ? throw new InvalidOperationException($"The schema's inputs are tokens; {nameof(CsvSchema)}.{nameof(CsvSchema.Encode)} makes them.")
            : TableEncoder.Inputs(CsvText.Of(path, s_limits.MaxBytes), schema, s_limits);
    }

    private static readonly CsvOptions s_limits = new();

    private static CsvTable Load(CsvText text, CsvOptions options)
    {
        // Read twice: first for what the columns are, then for the samples, just as by a schema that is there already.
        CsvSchema schema = SchemaFit.Of(text, options);
        return new(TableEncoder.Samples(text, schema, options), schema);
    }
}
