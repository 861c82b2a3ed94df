namespace Unrolled.Tool;

/// <summary>Rows of cells as text with aligned columns.</summary>
internal static class Table
{
    /// <summary>The rows, each with a line feed behind it.</summary>
    /// <param name="rows">Their cells, as many in each.</param>
    /// <param name="numbers">The columns that end at the right.</param>
    public static string Format(IReadOnlyList<string[]> rows, params int[] numbers)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        string Cell(string cell, int column) => numbers.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);
        return string.Concat(rows.Select(row => string.Join("  ", row.Select(Cell)).TrimEnd() + "\n"));
    }
}
