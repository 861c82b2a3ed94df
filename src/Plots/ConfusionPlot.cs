using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Unrolled.Plots;

/// <summary>Pictures of confusion matrices.</summary>
public static class ConfusionPlot
{
    // Counts in smaller squares could not be read.
    private const int MostNumbers = 30;

    /// <summary>Draws for each class, a row each, which share of its samples was taken for each class, with the counts.</summary>
    /// <param name="path">The file to write; its extension chooses PNG, JPEG, BMP, WebP or SVG.</param>
    /// <param name="matrix">The matrix, such as an <see cref="Evaluation"/>'s.</param>
    /// <param name="size">Pixels across and down; as many as its classes need if left out.</param>
    /// <exception cref="ArgumentException">The extension names no format.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static void Save(string path, ConfusionMatrix matrix, int size = 0)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        int pixels = size > 0 ? size : Math.Clamp(160 + 45 * matrix.Classes, 360, 1600);
        PlotFile.Save(path, Drawn(matrix), pixels, pixels);
    }

    private static Plot Drawn(ConfusionMatrix matrix)
    {
        int classes = matrix.Classes;
        var shares = new double[classes, classes];
        var plot = new Plot();
        Heatmap map = plot.Add.Heatmap(shares);
        // From white to blue: the other way round, as it comes, nothing would be black.
        map.Colormap = new ScottPlot.Colormaps.Blues().Reversed();
        map.ManualRange = new ScottPlot.Range(0, 1);
        for (int actual = 0; actual < classes; actual++)
        {
            long support = Enumerable.Range(0, classes).Sum(predicted => matrix[actual, predicted]);
            for (int predicted = 0; predicted < classes; predicted++)
            {
                long count = matrix[actual, predicted];
                double share = shares[actual, predicted] = support == 0 ? 0 : (double)count / support;
                if (classes <= MostNumbers && count > 0)
                    Number(plot, count, predicted, classes - 1 - actual, share);
            }
        }
        map.Update();
        string[] names = [.. Enumerable.Range(0, classes).Select(c => matrix.ClassNames.IsEmpty ? $"{c}" : matrix.ClassNames[c])];
        plot.Axes.Bottom.TickGenerator = Ticks(names);
        plot.Axes.Left.TickGenerator = Ticks([.. names.Reverse()]);
        if (names.Any(static name => name.Length > 3))
        {
            plot.Axes.Bottom.TickLabelStyle.Rotation = 45;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
            plot.Axes.Bottom.MinimumSize = 80;
        }
        plot.XLabel("predicted");
        plot.YLabel("actual");
        plot.Axes.Margins(0, 0);
        plot.HideGrid();
        return plot;
    }

    private static void Number(Plot plot, long count, int x, int y, double share)
    {
        Text text = plot.Add.Text(count.ToString(CultureInfo.InvariantCulture), x, y);
        text.LabelAlignment = Alignment.MiddleCenter;
        text.LabelFontColor = share > 0.5 ? Colors.White : Colors.Black;
    }

    private static NumericManual Ticks(string[] names) => new([.. names.Select(static (_, i) => (double)i)], names);
}
