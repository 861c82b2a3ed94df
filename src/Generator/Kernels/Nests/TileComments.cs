namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// The comments of emitted kernels: at the head of a tile the outputs that it keeps in registers, at the head of terms that are
/// written out which ones they are. <c>c 4..6</c> are known places, <c>c+0..2</c> those from a loop's variable on.
/// </summary>
internal static class TileComments
{
    /// <summary>The outputs of a tile; empty where it has one, of a kernel without output loops.</summary>
    public static string Outputs(NestKernel kernel, Segment lane, IReadOnlyList<Segment> outs, Bindings bound) =>
        // Lanes that are summed are no outputs, and those of a whole group are all there are.
        Tile(kernel.Output.Pointer, kernel.Lane.Sum || lane.Tile == kernel.Lane.Extent ? outs : [.. outs, lane], bound);

    /// <summary>What a tile is of, by its pointer, and its place and size in each loop.</summary>
    public static string Tile(string what, IReadOnlyList<Segment> segments, Bindings bound)
    {
        string[] ranges = [.. segments.Select(s => Range(s.Loop, bound.Known(s.Loop), s.Tile))];
        return ranges.Length == 0 ? "" : $"// {what}: {string.Join(", ", ranges)}";
    }

    /// <summary>The terms of one body; empty where the head of its loop says it all.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="sums">What is known of the sum loops that are left.</param>
    /// <param name="turns">For each term of a cell that exists, the values of the loops that are written out.</param>
    /// <param name="cells">The accumulators of the tile.</param>
    public static string Terms(NestKernel kernel, Bindings sums, IReadOnlyList<IReadOnlyDictionary<string, int>> turns, int cells)
    {
        if (turns.Count == 0)
            return "";
        var ranges = new List<string>();
        int whole = cells;
        foreach (Loop loop in kernel.Sums)
        {
            bool writtenOut = turns[0].ContainsKey(loop.Name);
            int first = writtenOut ? turns.Min(t => t[loop.Name]) : 0;
            int count = writtenOut ? turns.Max(t => t[loop.Name]) - first + 1 : 1;
            whole *= count;
            int? start = sums.IsVariable(loop.Name) ? null : (sums.Known(loop.Name) ?? 0) + first;
            if (start is not null || count > 1)
                ranges.Add(Range(loop.Name, start, count));
        }

        return ranges.Count == 0 ? "" : $"// Σ {string.Join(", ", ranges)}{(turns.Count < whole ? ", in bounds" : "")}";
    }

    private static string Range(string loop, int? start, int count) => (start, count) switch
    {
        (null, 1) => loop,
        (null, _) => $"{loop}+0..{count - 1}",
        ({ } place, 1) => $"{loop} {place}",
        ({ } first, _) => $"{loop} {first}..{first + count - 1}",
    };
}
