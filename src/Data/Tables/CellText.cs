using System.Globalization;

namespace Unrolled.Data;

/// <summary>What cells say, in no culture.</summary>
internal static class CellText
{
    /// <summary>A number: its value, null if the text is none. What is beyond a float's range is infinite.</summary>
    public static float? Number(ReadOnlySpan<char> cell) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : null;

    public static string NotFinite(ReadOnlySpan<char> cell) =>
        $"{CsvRows.Quoted(cell)} is not finite; a float reaches to 3.4e38";

    public static string NoNumber(ReadOnlySpan<char> cell) => $"{CsvRows.Quoted(cell)} is not a number";

    public static string IsMissing(ReadOnlySpan<char> cell) =>
        $"{(cell.IsEmpty ? "the cell is empty" : $"{CsvRows.Quoted(cell)} stands for a missing cell")}; " +
        $"say with {nameof(Missing)} what to put there, or leave the row out";
}

/// <summary>The cells that count as missing.</summary>
internal sealed class MissingCells(IEnumerable<string> texts)
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts =
        new HashSet<string>(texts, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly int _longest = texts.Select(static text => text.Length).DefaultIfEmpty(-1).Max();

    public bool Contains(ReadOnlySpan<char> cell) => cell.Length <= _longest && _texts.Contains(cell);
}
