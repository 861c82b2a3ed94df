namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// The order of a kernel's output loops: what the inner ones read again shall still be in the first-level cache, or in the second. A
/// pointwise convolution whose filters were the outermost loop would fetch its input anew once for every tile of filters. Each output is
/// computed as ever, so that no order shows in a bit.
/// </summary>
internal static class LoopOrder
{
    /// <summary>The name of the loop over lanes.</summary>
    public const string Lane = "lane";

    /// <summary>Floats of a first-level cache of 32 KB that a kernel can count on.</summary>
    private const int Cache = 6 * 1024;

    /// <summary>The same of a second-level cache of 512 KB, of which other values have the other half.</summary>
    private const int SecondCache = 64 * 1024;

    /// <summary>What a float from beyond the second level takes besides, in floats from there.</summary>
    private const double Far = 2;

    /// <summary>Floats of a cache line.</summary>
    private const int CacheLine = 16;

    /// <summary>More loops than this stay as they are: their orders are too many to look at.</summary>
    private const int Most = 5;

    /// <summary>What another order's traffic must be of the usual one's to take its place.</summary>
    private const double Better = 0.8;

    /// <summary>The loops from the outermost on; the usual order has the lanes outside, and then the nest's.</summary>
    public static IReadOnlyList<string> Of(NestKernel kernel, Func<string, int> tileOf)
    {
        var lane = new Walk(Lane, kernel.Lane.Sum ? 1 : kernel.Lane.Extent, tileOf(Lane));
        Walk[] usual = [lane, .. kernel.Outs.Select(l => new Walk(l.Name, l.Extent, tileOf(l.Name)))];
        Walk[] moving = [.. usual.Where(static w => w.Turns > 1)];
        if (moving.Length is < 2 or > Most || kernel.Sums.Any(static s => s.Limit is not null))
            return Names(usual);
        var traffic = new Traffic(kernel, usual);
        Walk[] best = moving;
        double least = traffic.Of(moving) * Better;
        foreach (Walk[] order in Permutations(moving))
        {
            double floats = traffic.Of(order);
            if (floats < least)
                (best, least) = (order, floats);
        }

        return Names([.. usual.Except(moving), .. best]);
    }

    private static IReadOnlyList<string> Names(IEnumerable<Walk> walks) => [.. walks.Select(static w => w.Loop)];

    private static IEnumerable<Walk[]> Permutations(Walk[] walks) => walks.Length < 2
        ? [walks]
        : walks.SelectMany(first => Permutations([.. walks.Where(w => w != first)]).Select(rest => (Walk[])[first, .. rest]));

    /// <summary>A loop in tiles.</summary>
    private sealed record Walk(string Loop, int Extent, int Tile)
    {
        public int Turns => (Extent + Tile - 1) / Tile;
    }

    /// <summary>Floats that a kernel fetches from beyond the first-level cache, and from beyond the second.</summary>
    private sealed class Traffic(NestKernel kernel, IReadOnlyList<Walk> walks)
    {
        private readonly Access[] _accesses = [.. kernel.Accesses];

        /// <summary>Those of an order of its moving loops, weighed by what they take.</summary>
        public double Of(IReadOnlyList<Walk> order) => Of(order, Cache) + Far * Of(order, SecondCache);

        private double Of(IReadOnlyList<Walk> order, int cache)
        {
            var inside = new HashSet<string>();
            double[] fetched = [.. _accesses.Select(a => Floats(a, inside))];
            for (int depth = order.Count - 1; depth >= 0; depth--)
            {
                // What one turn reads is still there in the next one, unless all of it together pushes it out.
                bool stays = _accesses.Sum(a => Floats(a, inside)) <= cache;
                inside.Add(order[depth].Loop);
                for (int i = 0; i < fetched.Length; i++)
                    fetched[i] = stays ? Floats(_accesses[i], inside) : fetched[i] * order[depth].Turns;
            }

            return fetched.Sum();
        }

        /// <summary>Floats that an operand has in the loops inside, in one tile of those outside, and over all terms.</summary>
        private double Floats(Access access, HashSet<string> inside)
        {
            var loops = new List<(int Stride, int Extent)>();
            foreach (Walk walk in walks)
            {
                int stride = walk.Loop == Lane ? access.LaneStride : access.Stride(walk.Loop);
                loops.Add((Math.Abs(stride), inside.Contains(walk.Loop) ? walk.Extent : Math.Min(walk.Tile, walk.Extent)));
            }

            if (kernel.Lane.Sum)
                loops.Add((access.LaneStride, kernel.Lane.Extent));
            loops.AddRange(kernel.Sums.Select(s => (Math.Abs(access.Stride(s.Name)), s.Extent)));
            double floats = 1, span = 1;
            bool rounded = false;
            foreach ((int stride, int extent) in loops.Where(static l => l.Stride > 0 && l.Extent > 1).OrderBy(static l => l.Stride))
            {
                double reach = (double)stride * (extent - 1);
                if (stride > span && !rounded)
                {
                    floats = Math.Ceiling(floats / CacheLine) * CacheLine;
                    rounded = true;
                }

                floats *= stride <= span ? (span + reach) / span : extent;
                span += reach;
            }

            return rounded ? floats : Math.Ceiling(floats / CacheLine) * CacheLine;
        }
    }
}
