using ScottPlot;
using ScottPlot.Plottables;

namespace Unrolled.Plots;

/// <summary>Pictures of training: how the loss fell, and how well the network did on other samples meanwhile.</summary>
public static class TrainingPlot
{
    /// <summary>
    /// Draws the loss of each epoch, on validation samples too if there were any, with the best epoch marked; accuracy below it where there
    /// is one.
    /// </summary>
    /// <param name="path">The file to write; its extension chooses PNG, JPEG, BMP, WebP or SVG.</param>
    /// <param name="history">What training returned.</param>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <exception cref="ArgumentException">There is no epoch to draw, or the extension names no format.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public static void Save(string path, FitHistory history, int width = 800, int height = 500)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Epochs.Count == 0)
            throw new ArgumentException("A history without epochs has no curve; train for one or more.", nameof(history));
        bool judged = history.Epochs.Any(static epoch => epoch.Validation is { Accuracy: not float.NaN });
        var plots = new List<Plot> { Losses(history) };
        if (judged)
            plots.Add(Accuracies(history));
        PlotFile.Save(path, plots, width, height);
    }

    private static Plot Losses(FitHistory history)
    {
        var plot = new Plot();
        plot.YLabel("loss");
        Curve(plot, history, "training", static epoch => epoch.Loss);
        if (history.Epochs.Any(static epoch => epoch.Validation is not null))
            Curve(plot, history, "validation", static epoch => epoch.Validation?.Loss);
        if (history.BestEpoch is { } best)
        {
            VerticalLine line = plot.Add.VerticalLine(best.Epoch, pattern: LinePattern.Dotted);
            line.LegendText = $"best: epoch {best.Epoch}";
        }
        return Finished(plot, history);
    }

    private static Plot Accuracies(FitHistory history)
    {
        var plot = new Plot();
        plot.YLabel("accuracy");
        Curve(plot, history, "validation", static epoch => epoch.Validation?.Accuracy);
        return Finished(plot, history);
    }

    private static Plot Finished(Plot plot, FitHistory history)
    {
        plot.XLabel("epoch");
        plot.Axes.Margins(0.02, 0.1);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(history.Epochs[0].Loss > history.Epochs[^1].Loss ? Alignment.UpperRight : Alignment.LowerRight);
        return plot;
    }

    private static void Curve(Plot plot, FitHistory history, string name, Func<EpochResult, float?> number)
    {
        (double X, double Y)[] points = [..
            from epoch in history.Epochs
            let y = number(epoch)
            where y is not null && float.IsFinite(y.Value)
            select ((double)epoch.Epoch, (double)y.Value)];
        if (points.Length == 0)
            return;
        Scatter curve = plot.Add.Scatter([.. points.Select(static p => p.X)], [.. points.Select(static p => p.Y)]);
        curve.LegendText = name;
        curve.LineWidth = 2;
        // Points stand out where they are few; where they are many they would hide the line.
        curve.MarkerSize = points.Length <= 50 ? 6 : 0;
    }
}
