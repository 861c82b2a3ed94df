using System.Collections.Immutable;

namespace Unrolled.Data;

/// <summary>Reads a table for what its columns are.</summary>
internal static class SchemaFit
{
    private sealed record Place(int Column, ColumnFit Fit);

    public static CsvSchema Of(CsvText text, CsvOptions options)
    {
        char separator = options.Separator ?? text.Separator();
        using var rows = new CsvRows(text, options.Header, separator, options);
        int[] learned = [.. (options.Label is { } label ? [label] : options.Targets).Select(key => Find(rows, key))];
        Place[] outputs = [.. learned.Select(column => new Place(
            column, Fit(rows, column, options.Label is null ? ColumnKind.Numeric : ColumnKind.OneHot, Missing.Error, false, options)))];
        Place[] inputs = [.. Inputs(rows, learned, options)];
        Place[] all = [.. outputs, .. inputs];
        var missing = new MissingCells(options.MissingTexts);
        while (rows.Next())
        {
            foreach ((int column, ColumnFit fit) in all)
            {
                ReadOnlySpan<char> cell = rows.Cell(column);
                if (fit.Add(cell, missing.Contains(cell), rows.Line) is { } wrong)
                    throw rows.RefuseCell(column, wrong);
            }
        }
        ImmutableArray<FittedColumn> fitted = [.. all.Select(place => Fitted(rows, place, text))];
        return new CsvSchema
        {
            Header = options.Header,
            Separator = separator,
            Columns = fitted[outputs.Length..],
            Label = options.Label is null ? null : fitted[0],
            Targets = options.Label is null ? [.. fitted[..outputs.Length].Select(column => column.Name)] : [],
            MissingTexts = [.. options.MissingTexts],
            Unknown = options.Unknown,
        };
    }

    private static IEnumerable<Place> Inputs(CsvRows rows, int[] learned, CsvOptions options)
    {
        if (options.Columns is { } columns)
        {
            foreach (CsvColumn column in columns)
            {
                int place = Find(rows, column.Key);
                if (learned.Contains(place))
                    throw rows.Refuse($"{column.Key} is both what is learned and part of the input");
                yield return new(place, Fit(rows, place, column.Kind, column.Missing, column.Indicator, options));
            }
            yield break;
        }
        HashSet<int> left = [.. learned, .. options.Ignore.Select(key => Find(rows, key))];
        if (left.Count == rows.Names.Count)
            throw rows.Refuse("no column is left for the input");
        for (int place = 0; place < rows.Names.Count; place++)
        {
            if (!left.Contains(place))
                yield return new(place, Fit(rows, place, null, options.Missing, false, options));
        }
    }

    private static ColumnFit Fit(CsvRows rows, int column, ColumnKind? kind, Missing missing, bool indicator, CsvOptions options) =>
        new(rows.Names[column], kind, missing, indicator, options.MaxCategories);

    private static FittedColumn Fitted(CsvRows rows, Place place, CsvText text)
    {
        if (place.Fit.Fit(out string? wrong, out int line) is { } fitted)
            return fitted;
        string where = line > 0 ? $"{text.Name}({line})" : text.Name;
        throw new InvalidDataException($"{where}: column {CsvRows.Quoted(rows.Names[place.Column])}: {wrong}.");
    }

    public static int Find(CsvRows rows, CsvKey key) => key.In(rows.Names) is >= 0 and var column
        ? column
        : throw rows.Refuse($"there is no {key}; there are {rows.Names}");
}
