namespace Unrolled;

/// <summary>The text of <see cref="NetworkInfo"/>: aligned columns and a line of totals.</summary>
internal static class InfoTable
{
    // Layer, name, output and algorithm; the others are numbers.
    private static readonly int[] s_texts = [0, 1, 2, 5];

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
        string ofThem = learned == info.ParameterCount ? "" : $", {learned:N0} of them learned";
        return $"{info.Name}: {info.ParameterCount:N0} parameters ({info.Bytes / 1024.0:F1} KB){ofThem}, body {info.Body}\n" +
            TextTable.Format(rows, s_texts);
    }

    private static string Count(long n) => n == 0 ? "" : $"{n:N0}";
}
