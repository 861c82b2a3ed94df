using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Unrolled;

/// <summary>A history as a terminal shows it: a table of its epochs, a line of the loss, and how it ended.</summary>
internal static class HistoryRendering
{
    // A long run is shown by so many of its epochs, evenly spread; SaveCsv has them all.
    private const int MostRows = 30;

    private const int LineWidth = 48;

    private sealed record Column(string Title, Func<EpochResult, string?> Cell);

    private static readonly Column[] s_columns =
    [
        new("epoch", static epoch => epoch.Epoch.ToString(CultureInfo.InvariantCulture)),
        new("loss", static epoch => Text(epoch.Loss, "F4")),
        new("validation", static epoch => Text(epoch.Validation?.Loss, "F4")),
        new("accuracy", static epoch => Text(epoch.Validation?.Accuracy, "F4")),
        new("rate", static epoch => Text(epoch.Rate, "G4")),
        new("samples/s", static epoch => Text(epoch.SamplesPerSecond, "N0")),
        new("seconds", static epoch => Text(epoch.Elapsed.TotalSeconds, "F2")),
    ];

    public static IRenderable Of(FitHistory history, bool unicode)
    {
        var lines = new List<IRenderable>();
        if (history.Epochs.Count > 0)
            lines.Add(TableOf(history));
        if (history.Epochs.Count > 2)
            lines.AddRange(Curves(history, unicode));
        lines.Add(new Text(history.Summary));
        return new Rows(lines);
    }

    private static Table TableOf(FitHistory history)
    {
        Column[] columns = [.. s_columns.Where(column => history.Epochs.Any(epoch => column.Cell(epoch) is not null))];
        var table = new Table().Border(TableBorder.Rounded);
        foreach (Column column in columns)
            table.AddColumn(new TableColumn(column.Title).RightAligned());
        foreach (EpochResult epoch in Shown(history))
        {
            Style style = epoch == history.BestEpoch ? new Style(decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(columns.Select(column => new Text(column.Cell(epoch) ?? "", style)));
        }
        return table;
    }

    /// <summary>All epochs, or the first, the best, the last and some between.</summary>
    private static IEnumerable<EpochResult> Shown(FitHistory history)
    {
        int count = history.Epochs.Count;
        if (count <= MostRows)
            return history.Epochs;
        var shown = Enumerable.Range(0, MostRows).Select(i => (int)((long)i * (count - 1) / (MostRows - 1))).ToHashSet();
        return history.Epochs.Where((epoch, i) => shown.Contains(i) || epoch == history.BestEpoch);
    }

    private static IEnumerable<IRenderable> Curves(FitHistory history, bool unicode)
    {
        yield return Curve("loss", [.. history.Epochs.Select(static epoch => (double)epoch.Loss)], unicode);
        double[] judged = [.. history.Epochs.Select(static epoch => (double)(epoch.Validation?.Loss ?? float.NaN))];
        if (judged.Any(double.IsFinite))
            yield return Curve("validation", judged, unicode);
    }

    private static Text Curve(string name, double[] values, bool unicode) =>
        new($"{name,-10}  {Sparkline.Of(values, LineWidth, unicode)}  {Text(values[0], "F4")} to {Text(values[^1], "F4")}");

    private static string? Text(double? number, string format) =>
        number is null or double.NaN ? null : number.Value.ToString(format, CultureInfo.InvariantCulture);
}
