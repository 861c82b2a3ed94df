using ScottPlot;
using ScottPlot.Plottables;

namespace Unrolled.Plots;

/// <summary>Pictures of training: how the loss fell, and how well the network did on other samples meanwhile.</summary>
public static class TrainingPlot
{
    /// <summary>
    /// Draws the loss of each epoch, on validation samples too if there were any, with the best epoch marked; and accuracy, on an axis
    /// of its own at the right, where there is one.
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
        PlotFile.Save(path, Drawn(history), width, height);
    }

    private static Plot Drawn(FitHistory history)
    {
        var plot = new Plot();
        plot.XLabel("epoch");
        plot.YLabel("loss");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        Curve(plot, history, "training", static epoch => epoch.Loss);
        if (history.Epochs.Any(static epoch => epoch.Validation is not null))
            Curve(plot, history, "validation", static epoch => epoch.Validation?.Loss);
        if (history.BestEpoch is { } best)
        {
            VerticalLine line = plot.Add.VerticalLine(best.Epoch, width: 1, color: Colors.Gray);
            line.LegendText = $"best: epoch {best.Epoch}";
        }
        if (history.Epochs.Any(static epoch => epoch.Validation is { Accuracy: not float.NaN }))
        {
            Scatter accuracy = Curve(plot, history, "accuracy", static epoch => epoch.Validation?.Accuracy)!;
            accuracy.Axes.YAxis = plot.Axes.Right;
            accuracy.MarkerShape = MarkerShape.OpenCircle;
            plot.Axes.Right.Label.Text = "accuracy";
            plot.Axes.Right.MinimumSize = 70;
        }
        plot.Axes.Margins(0.02, 0.1);
        // Losses fall: the corner at the right is free, unless accuracy rises into it.
        plot.ShowLegend(Alignment.MiddleRight);
        return plot;
    }

    private static Scatter? Curve(Plot plot, FitHistory history, string name, Func<EpochResult, float?> number)
    {
        (double X, double Y)[] points = [..
            from epoch in history.Epochs
            let y = number(epoch)
            where y is not null && float.IsFinite(y.Value)
            select ((double)epoch.Epoch, (double)y.Value)];
        if (points.Length == 0)
            return null;
        double[] xs = [.. points.Select(static p => p.X)], ys = [.. points.Select(static p => p.Y)];
        Scatter curve = plot.Add.Scatter(xs, ys);
        curve.LegendText = name;
        curve.LineWidth = 2;
        // Points stand out where they are few; where they are many they would hide the line.
        curve.MarkerSize = points.Length <= 50 ? 6 : 0;
        return curve;
    }
}
