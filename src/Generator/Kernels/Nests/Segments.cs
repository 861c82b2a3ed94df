namespace Unrolled.Generator.Kernels.Nests;

/// <summary>A stretch of a loop: <paramref name="Count"/> values from <paramref name="Start"/> in tiles of <paramref name="Tile"/>.</summary>
/// <param name="Loop">The loop's name.</param>
/// <param name="Start">The first value.</param>
/// <param name="Count">Values.</param>
/// <param name="Tile">Values computed together.</param>
/// <param name="Checked">Whether terms outside the bounds are possible and left out one by one.</param>
internal sealed record Segment(string Loop, int Start, int Count, int Tile, bool Checked)
{
    public bool IsLoop => Count > Tile;
}

/// <summary>Cuts loops so that borders are resolved at compile time: where taps fall outside, code is written for that very place.</summary>
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
            return [.. Starts(0, loop.Extent, tile).Select(s => new Segment(loop.Name, s, Math.Min(tile, loop.Extent - s), Math.Min(tile, loop.Extent - s), true))];
        }

        int sums = kernel.FindSum(bound.Sum)!.Extent;
        return Runs(loop.Name, 0, loop.Extent, tile, (first, count) =>
            Enumerable.Range(first, count).All(o => Enumerable.Range(0, sums).All(s => bound.Allows(o, s))));
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
        return Runs(loop, first, end, step, (s, count) => Inside(s, count, static all => all.All(static x => x)));
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

    /// <summary>Runs of whole tiles inside the bounds become loops; every other tile stands alone.</summary>
    private static IReadOnlyList<Segment> Runs(string loop, int start, int end, int tile, Func<int, int, bool> inside)
    {
        var segments = new List<Segment>();
        foreach (int s in Starts(start, end, tile))
        {
            int count = Math.Min(tile, end - s);
            bool free = inside(s, count);
            if (free && count == tile && segments.Count > 0 && segments[segments.Count - 1] is { Checked: false } last && last.Tile == tile)
                segments[segments.Count - 1] = last with { Count = last.Count + tile };
            else
                segments.Add(new Segment(loop, s, count, count, !free));
        }

        return segments;
    }
}
