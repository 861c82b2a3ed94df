using System.Text;

namespace Unrolled;

/// <summary>The text of <see cref="NetworkInfo"/>: aligned columns and a line of totals.</summary>
internal static class InfoTable
{
    public static string Format(NetworkInfo info)
    {
        int learned = info.Parameters.Where(static p => p.Learned).Sum(static p => p.Length);
        // Statistics are not learned, and not frozen either.
        bool frozen = info.Parameters.Any(static p => !p.Learned && !p.Name.Contains(".running_", StringComparison.Ordinal));
        bool tiles = info.Layers.Any(static l => l.Algorithm == ConvolutionAlgorithm.Winograd);
        string[][] rows =
        [
            ["layer", "name", "output", "parameters", "multiply-adds", tiles ? "algorithm" : ""],
            ["Input", "", string.Join('×', info.Input), "", "", ""],
            .. info.Layers.Select(static l => new[]
            {
                l.Declaration, l.Name, string.Join('×', l.Output), Count(l.Parameters), Count(l.MultiplyAdds),
                l.Algorithm == ConvolutionAlgorithm.Winograd ? "Winograd" : "",
            }),
            ["total", "", "", Count(info.ParameterCount), Count(info.MultiplyAdds), ""],
            .. !frozen ? Array.Empty<string[]>() : [["backward", "", "", Count(learned), Count(info.BackwardMultiplyAdds), ""]],
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        var text = new StringBuilder();
        string ofThem = learned == info.ParameterCount ? "" : $", {learned:N0} of them learned";
        text.Append($"{info.Name}: {info.ParameterCount:N0} parameters ({info.Bytes / 1024.0:F1} KB){ofThem}, body {info.Body}\n");
        foreach (string[] row in rows)
            text.Append(Line(row, widths)).Append('\n');
        return text.ToString();
    }

    private static string Line(string[] row, int[] widths) =>
        string.Join("  ", row.Select((cell, c) => c is 3 or 4 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd();

    private static string Count(long n) => n == 0 ? "" : $"{n:N0}";
}
