namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// A stretch of a loop: <paramref name="Count"/> values from <paramref name="Start"/> in tiles of <paramref name="Tile"/>.
/// </summary>
/// <param name="Loop">The loop's name.</param>
/// <param name="Start">The first value.</param>
/// <param name="Count">Values.</param>
/// <param name="Tile">Values computed together.</param>
/// <param name="Checked">Whether terms outside the bounds are left out one by one: in each tile the same as in the first.</param>
internal sealed record Segment(string Loop, int Start, int Count, int Tile, bool Checked)
{
    public bool IsLoop => Count > Tile;

    /// <summary>
    /// A value whose terms stand for those of the value at hand: itself where it is known, else the first; null where all terms exist.
    /// </summary>
    public int? Representative(Bindings bound) => bound.Known(Loop) ?? (Checked ? Start : null);
}

/// <summary>
/// Cuts loops so that borders are resolved at compile time: where taps fall outside, code is written for that very place.
/// </summary>
internal static class Segments
{
    /// <summary>The stretches of an output loop.</summary>
    public static IReadOnlyList<Segment> OfOut(NestKernel kernel, TilePlan plan, Loop loop)
    {
        int tile = Math.Min(plan.Tile(loop.Name), loop.Extent);
        Bound? bound = kernel.Bounds.FirstOrDefault(b => b.Out == loop.Name);
        if (bound is null || (tile == 1 && IsLooped(kernel, plan, bound.Sum) && bound.SumFactor != 0))
            return Plain(loop.Name, 0, loop.Extent, tile, false);
        if (IsLooped(kernel, plan, bound.Sum) && bound.SumFactor != 0)
        {
            // The sum's loop is cut instead, which takes a tile at a known place.
            int Count(int start) => Math.Min(tile, loop.Extent - start);
            return [.. Starts(0, loop.Extent, tile).Select(s => new Segment(loop.Name, s, Count(s), Count(s), true))];
        }

        int sums = kernel.FindSum(bound.Sum)!.Extent;
        string MissingFrom(int first, int count) => Missing(count, sums, (o, s) => bound.Allows(first + o, s));
        IReadOnlyList<Segment> even = Runs(loop.Name, 0, loop.Extent, tile, MissingFrom);
        int before = Enumerable.Range(0, loop.Extent).TakeWhile(o => MissingFrom(o, 1).Length > 0).Count();
        IReadOnlyList<Segment> narrow =
            [.. Runs(loop.Name, 0, before, tile, MissingFrom), .. Runs(loop.Name, before, loop.Extent, tile, MissingFrom)];
        // A border as narrow as what it misses leaves more to the loop, and is shorter to write.
        return narrow.Sum(static s => s.Tile) < even.Sum(static s => s.Tile) ? narrow : even;
    }

    /// <summary>The stretches of the lanes: those that are summed are one.</summary>
    public static IReadOnlyList<Segment> OfLanes(NestKernel kernel, TilePlan plan)
    {
        int extent = kernel.Lane.Extent;
        return Plain("lane", 0, extent, kernel.Lane.Sum ? extent : plan.LaneTile, false);
    }

    /// <summary>How many places of an output loop code is written for where it is cut into tiles of a size.</summary>
    public static int Written(NestKernel kernel, Loop loop, int size, int unrolledSums)
    {
        var tiles = new Dictionary<string, int> { [loop.Name] = size };
        var plan = new TilePlan(new Vector(Isa.Group), tiles, 0, unrolledSums, 1, Straight: false);
        return OfOut(kernel, plan, loop).Sum(static s => s.Tile);
    }

    /// <summary>The stretches of a sum loop, for outputs at known places <paramref name="outs"/> of the bound's other loop.</summary>
    public static IReadOnlyList<Segment> OfSum(string loop, int extent, int step, Bound bound, int outStart, int outCount)
    {
        bool Inside(int s, int count, Func<IEnumerable<bool>, bool> quantifier) =>
            quantifier(Enumerable.Range(s, count).SelectMany(x => Enumerable.Range(outStart, outCount).Select(o => bound.Allows(o, x))));

        int first = 0, end = extent;
        while (first < end && !Inside(first, 1, static all => all.Any(static x => x)))
            first++;
        while (end > first && !Inside(end - 1, 1, static all => all.Any(static x => x)))
            end--;
        string MissingFrom(int s, int count) => Missing(count, outCount, (x, o) => bound.Allows(outStart + o, s + x));
        return Runs(loop, first, end, step, MissingFrom, onlyWhole: true);
    }

    /// <summary>Whole tiles as a loop, and what is left as a smaller tile.</summary>
    public static IReadOnlyList<Segment> Plain(string loop, int start, int end, int tile, bool isChecked)
    {
        int whole = (end - start) / tile * tile;
        var segments = new List<Segment>();
        if (whole > 0)
            segments.Add(new Segment(loop, start, whole, tile, isChecked));
        if (end - start > whole)
            segments.Add(new Segment(loop, start + whole, end - start - whole, end - start - whole, isChecked));
        return segments;
    }

    public static bool IsLooped(NestKernel kernel, TilePlan plan, string sum)
    {
        for (int i = 0; i < kernel.Sums.Count - plan.UnrolledSums; i++)
        {
            if (kernel.Sums[i].Name == sum)
                return true;
        }

        return false;
    }

    private static IEnumerable<int> Starts(int start, int end, int tile)
    {
        for (int s = start; s < end; s += tile)
            yield return s;
    }

    /// <summary>The terms of a tile that fall outside, one letter each; empty where none does.</summary>
    private static string Missing(int rows, int columns, Func<int, int, bool> exists)
    {
        char[] terms = new char[rows * columns];
        for (int i = 0; i < terms.Length; i++)
            terms[i] = exists(i / columns, i % columns) ? '.' : 'x';
        return Array.IndexOf(terms, 'x') < 0 ? "" : new string(terms);
    }

    /// <summary>
    /// Neighbouring tiles that miss no terms become one loop; so do those that miss the same ones, unless
    /// <paramref name="onlyWhole"/> is set.
    /// </summary>
    private static IReadOnlyList<Segment> Runs(
        string loop, int start, int end, int tile, Func<int, int, string> missing, bool onlyWhole = false)
    {
        var segments = new List<Segment>();
        string? before = null;
        foreach (int s in Starts(start, end, tile))
        {
            int count = Math.Min(tile, end - s);
            string here = missing(s, count);
            if (here == before && count == tile && (here.Length == 0 || !onlyWhole) && segments[segments.Count - 1] is var last)
                segments[segments.Count - 1] = last with { Count = last.Count + tile };
            else
                segments.Add(new Segment(loop, s, count, count, here.Length > 0));
            before = here;
        }

        return segments;
    }
}
