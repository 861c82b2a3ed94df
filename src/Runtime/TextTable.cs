namespace Unrolled;

/// <summary>Rows of cells as text: the first column begins at the left, all others end at the right.</summary>
internal static class TextTable
{
    /// <summary>The rows, each with a line feed behind it.</summary>
    public static string Format(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows.Max(static r => r.Length)).Select(c => rows.Max(r => c < r.Length ? r[c].Length : 0))];
        string Cell(string cell, int column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]);
        return string.Concat(rows.Select(row => string.Join("  ", row.Select(Cell)).TrimEnd() + "\n"));
    }
}
