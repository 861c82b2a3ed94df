namespace Unrolled.Benchmarks.Growth;

/// <summary>A network's figures, as far as they could be had; columns of a stage that was not reached stay empty.</summary>
internal sealed record GrowthRow(string Network)
{
    /// <summary>What stands in the generator's first column if there are no <see cref="Figures"/>.</summary>
    public string? Generator { get; init; }

    public GeneratorFigures? Figures { get; init; }

    public string? Csc { get; init; }

    public double? CscProcessorMs { get; init; }

    public double? CscPeakMb { get; init; }

    public int? IlBytes { get; init; }

    public string? FirstStep { get; init; }
}

/// <summary>The table on standard output: values between commas, aligned.</summary>
internal static class GrowthTable
{
    private static readonly (string Name, Func<GrowthRow, string?> Cell)[] Columns =
    [
        ("generator_ms", row => row.Generator ?? $"{row.Figures?.Milliseconds:F0}"),
        ("generator_mb", row => $"{row.Figures?.AllocatedMb:F0}"),
        ("avx512_chars", row => $"{row.Figures?.Avx512}"),
        ("avx2_chars", row => $"{row.Figures?.Avx2}"),
        ("vector128_chars", row => $"{row.Figures?.Vector128}"),
        ("all_chars", row => $"{row.Figures?.All}"),
        ("methods", row => $"{row.Figures?.Methods}"),
        ("longest_chars", row => $"{row.Figures?.Longest}"),
        ("csc_ms", row => row.Csc),
        ("csc_cpu_ms", row => $"{row.CscProcessorMs:F0}"),
        ("csc_peak_mb", row => $"{row.CscPeakMb:F0}"),
        ("il_bytes", row => $"{row.IlBytes}"),
        ("first_step_ms", row => row.FirstStep),
    ];

    private static readonly int FirstWidth = GrowthNetworks.All.Max(network => network.Name.Length);

    public static void Header() => Print("network", Columns.Select(column => column.Name));

    public static void Row(GrowthRow row) =>
        Print(row.Network, Columns.Select(column => column.Cell(row) is { Length: > 0 } cell ? cell : "-"));

    private static void Print(string first, IEnumerable<string> cells)
    {
        const int Least = 9;
        var aligned = cells.Zip(Columns, (cell, column) => cell.PadLeft(Math.Max(Least, column.Name.Length)));
        Console.WriteLine($"{first.PadRight(FirstWidth)}, {string.Join(", ", aligned)}");
    }
}
