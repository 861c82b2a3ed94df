namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// Chooses tiles: of all pairs of output loops and tile sizes that fit the registers, the one with the fewest estimated
/// cycles (<see cref="TileCost"/>).
/// </summary>
internal static class TileSearch
{
    /// <summary>
    /// A sum loop of more turns stays a loop. A tile of 25 cells, which is what 32 registers hold, has
    /// <see cref="CodeBudget.TermsPerBody"/> terms with 12.
    /// </summary>
    private const int MostUnrolledExtent = 12;

    /// <summary>Terms of one cell that are written out: a window of 5 × 5.</summary>
    private const int MostUnrolledTerms = 25;

    /// <summary>
    /// Vectors of one row of lanes computed together, in kernels for one sample. 8 hide the latency of two units; more than 12 would save
    /// only broadcasts, which are one load for all of them.
    /// </summary>
    private const int MostLaneVectors = 12;

    /// <summary>
    /// Terms of a loop's body up to which a second, fourth and eighth turn is written out with it. 32 take 16 cycles, which hides a loop's
    /// own instructions. It was 64 until the compiler's time for large tiles was measured: it reads every term.
    /// </summary>
    private const int TermsInATurn = 32, MostTurns = 8;

    /// <summary>Sums of single elements that run side by side: enough to hide an addition's latency.</summary>
    private const int MostFoldedSums = 8;

    /// <summary>
    /// Outputs computed together where there are no products: there is nothing to share, and wide tiles would only be long code.
    /// </summary>
    private const int MostPooled = 2;

    /// <summary>
    /// Registers that are not tried as accumulators, which shortens the search: operands and the compiler take three at least, and
    /// <see cref="TileCost"/> counts how many they really are.
    /// </summary>
    private const int OtherRegisters = 4;

    /// <summary>
    /// What another tile must cost of the best one's time to take its place. Of equal ones the first stays, which is the smaller,
    /// whatever the last bits of a sum are.
    /// </summary>
    private const double Better = 0.999;

    public static TilePlan Plan(NestKernel kernel, Isa isa, int straightLimit)
    {
        Vector vector = VectorOf(kernel, isa);
        int unrolledSums = UnrolledSums(kernel);
        TileCost cost = CostOf(kernel, isa);
        Tile best = Best(kernel, isa, vector, cost, unrolledSums);

        var tiles = new Dictionary<string, int>();
        if (best.FirstSize > 1)
            tiles[kernel.Outs[best.First].Name] = best.FirstSize;
        if (best.SecondSize > 1)
            tiles[kernel.Outs[best.Second].Name] = best.SecondSize;
        // A vector that is filled in part is a statement all the same.
        long vectors = (kernel.Lane.Extent + vector.Lanes - 1) / vector.Lanes;
        long statements = Math.Max(kernel.Operations, kernel.Elements) / kernel.Lane.Extent * vectors;
        bool straight = kernel.Sums.All(static s => s.Limit is null) && statements <= straightLimit;
        int step = SumStep(kernel, unrolledSums, best.Cells * (unrolledSums == 0 ? 1 : cost.Terms));
        int laneTile = best.Vectors * vector.Lanes;
        IReadOnlyList<string> order = LoopOrder.Of(
            kernel, loop => loop == LoopOrder.Lane ? laneTile : tiles.TryGetValue(loop, out int tile) ? tile : 1);
        return new TilePlan(vector, tiles, laneTile, unrolledSums, step, straight, order);
    }

    /// <summary>What tiles of a kernel are measured by.</summary>
    public static TileCost CostOf(NestKernel kernel, Isa isa)
    {
        IReadOnlyList<Loop> unrolled = [.. kernel.Sums.Skip(kernel.Sums.Count - UnrolledSums(kernel))];

        // Sums over positions stay loops, of which two turns are written out together.
        if (kernel.Lane.Sum && kernel.Sums.Count > 0 && kernel.Sums[kernel.Sums.Count - 1] is { Extent: > 1 } inner)
            unrolled = [inner with { Extent = 2 }];
        return new TileCost(kernel, isa, VectorOf(kernel, isa), unrolled);
    }

    private static Vector VectorOf(NestKernel kernel, Isa isa) =>
        kernel.Lane.Extent == Isa.Group ? isa.Widest : isa.For(kernel.Lane.Extent);

    private static Tile Best(NestKernel kernel, Isa isa, Vector vector, TileCost cost, int unrolledSums)
    {
        bool pooling = kernel.Right is null && !kernel.Lane.Sum && !kernel.Accumulates;
        bool folds = kernel.Right is null && kernel.Lane.Sum;
        int most = pooling ? MostPooled : folds ? MostFoldedSums : isa.Registers - OtherRegisters;
        int vectors = (kernel.Lane.Extent + vector.Lanes - 1) / vector.Lanes;
        (int least, int greatest) = kernel.Lane.Sum ? (vectors, vectors) : (1, Math.Min(vectors, MostLaneVectors));
        int range = RangeOf(kernel), ranges = range < 0 ? 1 : kernel.Outs[range].Extent;
        Tile best = new(-1, 1, range, ranges, least);
        double fewest = cost.Cycles(best);
        foreach ((int first, int second) in Pairs(kernel, unrolledSums))
        {
            for (int i = 1; i <= Most(first); i++)
            {
                for (int j = second == range ? ranges : 1; j <= Most(second) && i * j <= most; j++)
                {
                    for (int v = least; v <= greatest && i * j * v < isa.Registers; v++)
                    {
                        var tile = new Tile(first, i, second, j, v);
                        double cycles = cost.Cycles(tile);
                        if (cycles < fewest * Better)
                            (fewest, best) = (cycles, tile);
                    }
                }
            }
        }

        return best;

        int Most(int loop) => loop < 0 ? 1 : Math.Min(kernel.Outs[loop].Extent, most);
    }

    /// <summary>Innermost sum loops are written out while they are short; their number.</summary>
    public static int UnrolledSums(NestKernel kernel)
    {
        int loops = 0, terms = 1;
        for (int i = kernel.Sums.Count - 1; i >= 0 && !kernel.Lane.Sum; i--)
        {
            Loop loop = kernel.Sums[i];
            // Each pair of a border in one loop and one in another would be a piece of its own.
            bool shares = kernel.Right is not null || kernel.Bounds.Count > 1;
            bool isLong = loop.Extent > MostUnrolledExtent || terms * loop.Extent > MostUnrolledTerms;
            if (loop.Limit is not null || (loops > 0 && shares) || isLong)
                break;
            terms *= loop.Extent;
            loops++;
        }

        return loops;
    }

    /// <summary>
    /// How many iterations of the innermost remaining sum loop are written out, so that small tiles have bodies worth a loop.
    /// </summary>
    private static int SumStep(NestKernel kernel, int unrolledSums, int terms)
    {
        int looped = kernel.Sums.Count - unrolledSums, step = 1;
        if (looped == 0 || kernel.Sums[looped - 1] is not { Limit: null } inner)
            return step;
        while (step < MostTurns && terms * step * 2 <= TermsInATurn && step * 2 <= inner.Extent)
            step *= 2;
        return step;
    }

    private static IEnumerable<(int First, int Second)> Pairs(NestKernel kernel, int unrolledSums)
    {
        bool MayBeTiled(Loop loop) => loop.Extent > 1 && !IsClamped(kernel, loop, unrolledSums);
        int range = RangeOf(kernel);
        int[] loops = [.. Enumerable.Range(0, kernel.Outs.Count).Where(l => l != range && MayBeTiled(kernel.Outs[l]))];
        if (loops.Length == 0)
            return [(-1, range)];
        // Of equal tiles the first stays: neighbours of inner loops lie closer to each other.
        int[] inward = [.. loops.OrderByDescending(static l => l)];
        return loops.Length < 2 || range >= 0
            ? inward.Select(l => (l, range))
            : inward.SelectMany((b, i) => inward.Skip(i + 1).Select(a => (a, b)));
    }

    /// <summary>The loop over a sum's ranges, all of which a tile has; -1 where the sum is one chain.</summary>
    private static int RangeOf(NestKernel kernel) => kernel.Outs.ToList().FindIndex(static l => l.Name == NestKernel.Range);

    /// <summary>An output loop whose taps are a loop of their own is walked one by one: its bounds are clamped at run time.</summary>
    private static bool IsClamped(NestKernel kernel, Loop loop, int unrolledSums)
    {
        int looped = kernel.Sums.Count - unrolledSums;
        return kernel.Bounds.Any(b => b.Out == loop.Name && Enumerable.Range(0, looped).Any(depth =>
            kernel.Sums[depth].Name == b.Sum && !(kernel.Lane.Sum && depth == kernel.Sums.Count - 1 && loop.Extent <= MostUnrolledExtent)));
    }
}
