namespace Unrolled;

/// <summary>Rows of cells as text with aligned columns.</summary>
internal static class TextTable
{
    /// <summary>The rows, each with a line feed behind it. Columns end at the right.</summary>
    /// <param name="rows">Their cells, a row's as many as another's or fewer.</param>
    /// <param name="texts">The columns that begin at the left instead.</param>
    public static string Format(IReadOnlyList<string[]> rows, params int[] texts)
    {
        int columns = rows.Max(static row => row.Length);
        int[] widths = [.. Enumerable.Range(0, columns).Select(c => rows.Max(row => c < row.Length ? row[c].Length : 0))];
        string Cell(string cell, int column) => texts.Contains(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);
        return string.Concat(rows.Select(row => string.Join("  ", row.Select(Cell)).TrimEnd() + "\n"));
    }
}
