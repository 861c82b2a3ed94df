using System.Globalization;

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
        return TextTable.Format(
        [
            [.. columns.Select(static column => column.Name)],
            .. history.Epochs.Select(epoch => (string[])
                [.. columns.Select(column => column.Cell(epoch) ?? ""), epoch == history.BestEpoch ? "best" : ""]),
        ]);
    }

    private static string Text<TNumber>(TNumber number, string format) where TNumber : IFormattable =>
        number.ToString(format, CultureInfo.InvariantCulture);
}
