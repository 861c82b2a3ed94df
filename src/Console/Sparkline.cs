using System.Text;

namespace Unrolled;

/// <summary>A line of characters whose heights are numbers: a curve in one line of text.</summary>
public static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█", Ascii = "_.-:=+*#";

    /// <summary>Draws numbers from left to right, the lowest as the lowest character, the highest as the highest.</summary>
    /// <param name="values">The numbers; what is not finite is left blank.</param>
    /// <param name="width">Characters at most, at least 1; more numbers than that are averaged, neighbours with neighbours.</param>
    /// <param name="unicode">Whether to draw with blocks; otherwise with characters that every terminal and file has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is less than 1.</exception>
    public static string Of(IReadOnlyList<double> values, int width = 40, bool unicode = true)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        double[] points = Narrowed(values, width);
        double[] finite = [.. points.Where(double.IsFinite)];
        if (finite.Length == 0)
            return new string(' ', points.Length);
        string levels = unicode ? Blocks : Ascii;
        double low = finite.Min(), range = finite.Max() - low;
        var line = new StringBuilder(points.Length);
        foreach (double point in points)
        {
            double height = range > 0 ? (point - low) / range : 0;
            line.Append(double.IsFinite(point) ? levels[(int)Math.Round(height * (levels.Length - 1))] : ' ');
        }
        return line.ToString();
    }

    private static double[] Narrowed(IReadOnlyList<double> values, int width)
    {
        int points = Math.Min(width, values.Count);
        var narrowed = new double[points];
        for (int point = 0; point < points; point++)
        {
            int first = (int)((long)point * values.Count / points), end = (int)((long)(point + 1) * values.Count / points);
            double[] finite = [.. Enumerable.Range(first, end - first).Select(i => values[i]).Where(double.IsFinite)];
            narrowed[point] = finite.Length == 0 ? double.NaN : finite.Average();
        }
        return narrowed;
    }
}
