using System.Globalization;
using System.Text;

namespace Unrolled.Training;

/// <summary>A history's epochs as a table with aligned columns. Columns that no epoch has anything for are left out.</summary>
internal static class HistoryTable
{
    private static readonly (string Name, Func<EpochResult, string?> Cell)[] s_columns =
    [
        ("epoch", static epoch => Text(epoch.Epoch, "D")),
        ("loss", static epoch => Text(epoch.Loss, "F6")),
        ("validation", static epoch => epoch.Validation is null ? null : Text(epoch.Validation.Loss, "F6")),
        ("accuracy", static epoch => epoch.Validation is null or { Accuracy: float.NaN } ? null : Text(epoch.Validation.Accuracy, "F4")),
        ("rate", static epoch => epoch.Rate > 0 ? Text(epoch.Rate, "G4") : null),
        ("samples/s", static epoch => Text(epoch.SamplesPerSecond, "N0")),
        ("seconds", static epoch => Text(epoch.Elapsed.TotalSeconds, "F2")),
    ];

    /// <summary>A line of names and a line for each epoch, each with its end; nothing where there is no epoch.</summary>
    public static string Of(FitHistory history)
    {
        var columns = s_columns.Where(column => history.Epochs.Any(epoch => column.Cell(epoch) is not null)).ToArray();
        if (columns.Length == 0)
            return "";
        var table = new StringBuilder();
        int[] widths = [.. columns.Select(column => history.Epochs.Max(epoch => Math.Max(column.Name.Length, column.Cell(epoch)?.Length ?? 0)))];
        Line(columns.Select(static column => column.Name), mark: "");
        foreach (EpochResult epoch in history.Epochs)
            Line(columns.Select(column => column.Cell(epoch) ?? ""), mark: epoch == history.BestEpoch ? "  best" : "");
        return table.ToString();

        void Line(IEnumerable<string> cells, string mark) =>
            table.AppendJoin("  ", cells.Zip(widths, static (cell, width) => cell.PadLeft(width))).Append(mark).Append('\n');
    }

    private static string Text<TNumber>(TNumber number, string format) where TNumber : IFormattable =>
        number.ToString(format, CultureInfo.InvariantCulture);
}
