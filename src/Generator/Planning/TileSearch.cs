using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Chooses tiles: of all pairs of output loops and tile sizes that fit the registers, the one with the fewest estimated cycles, counting
/// multiply-adds, loads, the latency of short chains, and what ragged ends waste.
/// </summary>
internal sealed class TileSearch
{
    private const double Latency = 4, LoopOverhead = 1.5;

    private readonly NestKernel _kernel;
    private readonly Isa _isa;
    private readonly Vector _vector;
    private readonly int _unrolledSums, _unrolledTerms;
    private readonly IReadOnlyList<Loop> _unrolled;

    private TileSearch(NestKernel kernel, Isa isa)
    {
        _kernel = kernel;
        _isa = isa;
        _vector = kernel.Lane.Extent == Isa.Group ? isa.Widest : isa.For(kernel.Lane.Extent);
        _unrolledSums = Unroll(kernel);
        _unrolled = [.. kernel.Sums.Skip(kernel.Sums.Count - _unrolledSums)];

        // Sums over positions stay loops, of which two turns are written out together.
        if (kernel.Lane.Sum && kernel.Sums.Count > 0 && kernel.Sums[kernel.Sums.Count - 1] is { Extent: > 1 } inner)
            _unrolled = [inner with { Extent = 2 }];
        _unrolledTerms = _unrolled.Aggregate(1, static (product, loop) => product * Math.Max(loop.Extent, 1));
    }

    /// <summary>Without products there is nothing to share between outputs: wide tiles would only be long code.</summary>
    private bool IsPooling => _kernel.Right is null && !_kernel.Lane.Sum && !_kernel.Accumulates;

    public static TilePlan Plan(NestKernel kernel, Isa isa, int straightLimit) => new TileSearch(kernel, isa).Best(straightLimit);

    /// <summary>Innermost sum loops are written out while they are short.</summary>
    private static int Unroll(NestKernel kernel)
    {
        int loops = 0, terms = 1;
        for (int i = kernel.Sums.Count - 1; i >= 0; i--)
        {
            Loop loop = kernel.Sums[i];
            if (loop.Limit is not null || kernel.Lane.Sum || (i < kernel.Sums.Count - 1 && kernel.Right is not null) || loop.Extent > 12 || terms * loop.Extent > 25)
                break;
            terms *= loop.Extent;
            loops++;
        }

        return loops;
    }

    private TilePlan Best(int straightLimit)
    {
        TilePlan? best = null;
        double least = double.MaxValue;
        foreach ((string First, string Second) pair in Pairs())
        {
            foreach (int first in Sizes(pair.First))
            {
                foreach (int second in pair.First == pair.Second ? [1] : Sizes(pair.Second))
                {
                    foreach (int vectors in LaneTiles())
                    {
                        var tiles = new Dictionary<string, int>();
                        if (first > 1)
                            tiles[pair.First] = first;
                        if (second > 1)
                            tiles[pair.Second] = second;
                        if (Cycles(tiles, vectors) is { } cycles && cycles < least * 0.999)
                        {
                            least = cycles;
                            best = new TilePlan(_vector, tiles, vectors * _vector.Lanes, _unrolledSums, 1, false);
                        }
                    }
                }
            }
        }

        return Finish(best!, straightLimit);
    }

    private TilePlan Finish(TilePlan plan, int straightLimit)
    {
        int cells = plan.Tiles.Values.Aggregate(plan.LaneTile / _vector.Lanes, static (product, tile) => product * tile);
        int looped = _kernel.Sums.Count - _unrolledSums;
        Loop? inner = looped == 0 ? null : _kernel.Sums[looped - 1];
        int step = 1;
        int terms = _unrolledSums == 0 ? 1 : _unrolledTerms;
        while (inner is { Limit: null } && step < 8 && cells * terms * step * 2 <= 64 && step * 2 <= inner.Extent)
            step *= 2;
        bool straight = _kernel.Sums.All(static s => s.Limit is null) && _kernel.Operations / _vector.Lanes <= straightLimit;
        return plan with { SumStep = step, Straight = straight };
    }

    private IEnumerable<(string, string)> Pairs()
    {
        // An output loop whose taps are a loop of their own is walked one by one: its bounds are clamped at run time.
        string[] loops = [.. _kernel.Outs.Where(l => l.Extent > 1 && !_kernel.Bounds.Any(b => b.Out == l.Name && IsClamped(b))).Select(l => l.Name)];
        if (loops.Length == 0)
            return [("", "")];
        return loops.SelectMany((a, i) => loops.Skip(i + (loops.Length > 1 ? 1 : 0)).Select(b => (a, b)));
    }

    private bool IsClamped(Bound bound)
    {
        int depth = _kernel.Sums.ToList().FindIndex(s => s.Name == bound.Sum), looped = _kernel.Sums.Count - _unrolledSums;
        return depth < looped && !(_kernel.Lane.Sum && depth == _kernel.Sums.Count - 1);
    }

    private IEnumerable<int> Sizes(string loop)
    {
        int extent = _kernel.FindOut(loop)?.Extent ?? 1;
        return Enumerable.Range(1, Math.Min(extent, IsPooling ? 2 : _isa.Registers - 4));
    }

    private IEnumerable<int> LaneTiles()
    {
        int vectors = (_kernel.Lane.Extent + _vector.Lanes - 1) / _vector.Lanes;
        return _kernel.Lane.Sum ? [vectors] : Enumerable.Range(1, Math.Min(vectors, 12));
    }

    /// <summary>Estimated cycles of the whole kernel, or null where the tile does not fit.</summary>
    private double? Cycles(Dictionary<string, int> tiles, int vectors)
    {
        double cycles = 0;
        int lanes = (_kernel.Lane.Extent + _vector.Lanes - 1) / _vector.Lanes;
        foreach ((int laneTile, int laneTiles) in Parts(lanes, vectors))
        {
            IEnumerable<(Dictionary<string, int> Tiles, double Count)> blocks = [([], laneTiles)];
            foreach (Loop loop in _kernel.Outs)
            {
                int tile = tiles.TryGetValue(loop.Name, out int t) ? t : 1;
                blocks = blocks.SelectMany(b => Parts(loop.Extent, tile)
                    .Select(p => (new Dictionary<string, int>(b.Tiles) { [loop.Name] = p.Size }, b.Count * p.Count))).ToList();
            }

            foreach ((Dictionary<string, int> block, double count) in blocks)
            {
                if (TileCycles(block, laneTile) is not { } each)
                    return null;
                cycles += count * each;
            }
        }

        return cycles;
    }

    private static IEnumerable<(int Size, int Count)> Parts(int extent, int tile)
    {
        if (extent >= tile)
            yield return (tile, extent / tile);
        if (extent % tile > 0)
            yield return (extent % tile, 1);
    }

    private double? TileCycles(Dictionary<string, int> tile, int vectors)
    {
        int cells = tile.Values.Aggregate(vectors, static (product, size) => product * size);
        if (cells + Held(tile, vectors) > _isa.Registers || cells * _unrolledTerms > IlBudget.TermsPerBody)
            return null;

        // One 512-bit operation counts as two: so it is on processors that run it as two halves, and on others the ratios stay.
        double unit = _vector.Lanes == 16 ? 2 : 1;
        double terms = cells * _unrolledTerms * unit / 2;
        double loads = Operands.Sum(a => Loads(a, tile, vectors, true) * (a.LaneStride == 0 ? 1 : unit)) / 2;
        double turn = Math.Max(Math.Max(terms, loads), Latency * _unrolledTerms) + loads / 8 + LoopOverhead;
        double turns = _kernel.Sums.Aggregate(1.0, static (product, loop) => product * Math.Max(loop.Extent, 1)) / _unrolledTerms;
        double ends = cells * (_kernel.Lane.Sum ? 6.0 : 2 * unit) + 4;
        return turns * turn + ends;
    }

    private IEnumerable<Access> Operands => _kernel.Right is null ? [_kernel.Left] : [_kernel.Left, _kernel.Right];

    /// <summary>
    /// Registers for operands. One operand may pass through a single register, each load used up before the next, unless its loads return
    /// in later terms because a window slides over them; the other operand stays for a whole term. One more is left to the compiler.
    /// </summary>
    private int Held(Dictionary<string, int> tile, int vectors)
    {
        (int Loads, bool Slides)[] operands = [.. Operands.Select(a => (Loads(a, tile, vectors, false), Slides(a, tile)))];
        if (operands.Length == 1)
            return 2;
        return 1 + operands.Select((passing, i) => (passing.Slides ? passing.Loads : 1) + operands[1 - i].Loads).Min();
    }

    private bool Slides(Access access, Dictionary<string, int> tile) =>
        _unrolled.Any(s => access.Stride(s.Name) != 0 && tile.Any(t => t.Value > 1 && Window(access, t.Key, t.Value, s)));

    /// <summary>Whether neighbouring outputs meet each other's elements when a term's index moves on.</summary>
    private static bool Window(Access access, string loop, int tile, Loop sum)
    {
        int step = Math.Abs(access.Stride(sum.Name)), stride = Math.Abs(access.Stride(loop));
        return step != 0 && stride != 0 && step % stride == 0 && step / stride < tile;
    }

    /// <summary>Distinct loads of an operand in one turn (or in one of its terms): equal offsets are loaded once.</summary>
    private int Loads(Access access, Dictionary<string, int> tile, int vectors, bool turn)
    {
        int loads = access.LaneStride == 0 ? 1 : vectors;
        List<Loop> terms = turn ? [.. _unrolled] : [];
        foreach (KeyValuePair<string, int> t in tile.Where(t => access.Stride(t.Key) != 0))
        {
            Loop? slides = terms.FirstOrDefault(s => Window(access, t.Key, t.Value, s));
            loads *= slides is null ? t.Value : t.Value + (slides.Extent - 1) * Math.Abs(access.Stride(slides.Name) / access.Stride(t.Key));
            terms.Remove(slides!);
        }

        return terms.Where(s => access.Stride(s.Name) != 0).Aggregate(loads, static (product, s) => product * s.Extent);
    }
}
