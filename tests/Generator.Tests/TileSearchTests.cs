using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Tests;

/// <summary>The tile that is chosen fits, covers, is the cheapest of all, and is the same each time.</summary>
[Trait("Category", "Slow")]
public class TileSearchTests
{
    /// <summary>A shape, and the instructions that it is cut for.</summary>
    public static TheoryData<string, string> Cases =>
        new MatrixTheoryData<string, string>(Nests.Keys, Isa.All.Select(static isa => isa.Name));

    /// <summary>Each nest, and those of its output loops that may be tiled: not a loop whose taps are clamped at run time.</summary>
    private static Dictionary<string, (NestKernel Kernel, string[] Tileable)> Nests { get; } = new()
    {
        ["dense"] = (Dense(inputs: 120, outputs: 84), ["o"]),
        ["convolution 3x3"] = (Convolution(channels: 16, filters: 32, size: 3, height: 14, width: 14, padding: 0), ["f", "r", "c"]),
        ["padded convolution 3x3"] = (Convolution(channels: 8, filters: 13, size: 3, height: 7, width: 9, padding: 1), ["f", "c"]),
        ["convolution 1x1"] = (Convolution(channels: 24, filters: 10, size: 1, height: 8, width: 8, padding: 0), ["f", "r", "c"]),
        ["tiny"] = (Dense(inputs: 2, outputs: 3), ["o"]),
        ["one sample"] = (OneSample(inputs: 64, outputs: 40), []),
        ["one sample, rows"] = (OneSample(inputs: 64, outputs: 20, rows: 5), ["r"]),
        ["weight gradient"] = (WeightGradient(channels: 6, filters: 16, positions: 100), ["k", "f"]),
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_tile_fits_the_registers(string nest, string set)
    {
        (NestKernel kernel, Isa isa) = Of(nest, set);
        TilePlan plan = TileSearch.Plan(kernel, isa, 0);
        int vectors = (plan.LaneTile + plan.Vector.Lanes - 1) / plan.Vector.Lanes;
        int cells = plan.Tiles.Values.Aggregate(vectors, static (product, size) => product * size);

        // Of one operand what all cells read stays for a term; the other's loads come one after another.
        // Vectors that share no operand come one after another too.
        int together = kernel.HasOwnOperands ? 1 : vectors;
        int held = Math.Min(Reads(kernel.Left, plan, together), Reads(kernel.Right!, plan, together));
        Assert.InRange(cells + held + 1, 3, isa.Registers);
        Assert.InRange(plan.Vector.Lanes, 4, isa.Lanes);
        Assert.All(kernel.Outs, loop => Assert.InRange(plan.Tile(loop.Name), 1, loop.Extent));
    }

    [Fact]
    public void What_is_read_again_stays_in_the_cache()
    {
        // 64 channels of 125 places: half a megabyte, of which a tile of places is read by all filters in turn.
        NestKernel pointwise = Convolution(channels: 64, filters: 64, size: 1, height: 25, width: 5, padding: 0);
        Isa isa = Isa.All.Single(static isa => isa.Name == "Avx2");
        TilePlan plan = TileSearch.Plan(LoopMerge.Of(pointwise), isa, 0);
        Assert.Equal("f", plan.Order![^1]);

        // What fits the cache stays as the nest has it.
        NestKernel small = Convolution(channels: 2, filters: 4, size: 1, height: 4, width: 4, padding: 0);
        Assert.Equal("f", TileSearch.Plan(small, isa, 0).Order![1]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Each_output_is_covered_once(string nest, string set)
    {
        (NestKernel kernel, Isa isa) = Of(nest, set);
        TilePlan plan = TileSearch.Plan(kernel, isa, 0);
        foreach (Loop loop in kernel.Outs)
            AssertCovers(loop.Extent, Segments.OfOut(kernel, plan, loop));
        AssertCovers(kernel.Lane.Extent, Segments.OfLanes(kernel, plan));
    }

    [Theory, MemberData(nameof(Cases))]
    public void No_other_tile_costs_less(string nest, string set)
    {
        (NestKernel kernel, Isa isa) = Of(nest, set);
        TilePlan plan = TileSearch.Plan(kernel, isa, 0);
        TileCost cost = TileSearch.CostOf(kernel, isa);
        (int Loop, int Size)[] chosen =
            [.. plan.Tiles.Select(t => (Array.FindIndex([.. kernel.Outs], l => l.Name == t.Key), t.Value)), (-1, 1), (-1, 1)];
        int lanes = (kernel.Lane.Extent + plan.Vector.Lanes - 1) / plan.Vector.Lanes;
        double cycles = cost.Cycles(new Tile(
            chosen[0].Loop, chosen[0].Size, chosen[1].Loop, chosen[1].Size, (plan.LaneTile + plan.Vector.Lanes - 1) / plan.Vector.Lanes));

        (double least, Tile best) = Candidates(kernel, Nests[nest].Tileable, lanes, isa.Registers)
            .Select(tile => (cost.Cycles(tile), tile)).MinBy(static c => c.Item1);
        // A tile must be better by a thousandth to take another one's place.
        Assert.True(cycles * 0.999 <= least, $"{plan} takes {cycles:F0} cycles, but {best} {least:F0}.");
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_same_nest_gives_the_same_text(string nest, string set)
    {
        (NestKernel kernel, Isa isa) = Of(nest, set);
        string Text()
        {
            var library = new KernelLibrary(isa);
            NestEmitter.Emit(kernel with { Outs = [.. kernel.Outs], Sums = [.. kernel.Sums] }, library, 0);
            var writer = new CodeWriter();
            library.WriteTo(writer);
            return writer.ToString();
        }

        Assert.Equal(Text(), Text());
    }

    private static (NestKernel Kernel, Isa Isa) Of(string nest, string set) => (Nests[nest].Kernel, Isa.All.Single(i => i.Name == set));

    /// <summary>All tiles of two loops, of any size; one loop alone is tiled where the other's size is 1.</summary>
    private static IEnumerable<Tile> Candidates(NestKernel kernel, string[] tileable, int lanes, int registers)
    {
        int[] named = [.. Enumerable.Range(0, kernel.Outs.Count).Where(l => tileable.Contains(kernel.Outs[l].Name))];
        int[] loops = named.Length < 2 ? [-1, .. named] : named;
        int Most(int loop) => loop < 0 ? 1 : Math.Min(kernel.Outs[loop].Extent, registers);
        return
            from first in loops
            from second in loops
            where first < 0 || first != second
            from i in Enumerable.Range(1, Most(first))
            from j in Enumerable.Range(1, Most(second))
            from v in kernel.Lane.Sum ? [lanes] : Enumerable.Range(1, lanes)
            where i * j * v <= registers
            select new Tile(first, i, second, j, v);
    }

    private static void AssertCovers(int extent, IReadOnlyList<Segment> segments)
    {
        IEnumerable<int> values = segments.SelectMany(static s => Enumerable.Range(s.Start, s.Count));
        Assert.Equal(Enumerable.Range(0, extent), values.Order());
        Assert.All(segments, static s => Assert.Equal(0, s.Count % s.Tile));
    }

    /// <summary>Distinct places that a tile's cells read in one term.</summary>
    private static int Reads(Access access, TilePlan plan, int vectors)
    {
        IEnumerable<int> places = Enumerable.Range(0, vectors).Select(v => v * access.LaneStride * plan.Vector.Lanes);
        foreach ((string loop, int size) in plan.Tiles)
            places = places.SelectMany(p => Enumerable.Range(0, size).Select(i => p + i * access.Stride(loop)));
        return places.Distinct().Count();
    }

    private static NestKernel Dense(int inputs, int outputs) => Kernel(
        [new("o", outputs)], [new("i", inputs)], new Lane(Isa.Group, false, false),
        At("y", 1, ("o", Isa.Group)), At("x", 1, ("i", Isa.Group)), At("w", 0, ("i", outputs), ("o", 1)));

    private static NestKernel OneSample(int inputs, int outputs, int rows = 1) => Kernel(
        rows == 1 ? [] : [new("r", rows)], [new("i", inputs)], new Lane(outputs, false, true),
        At("y", 1, ("r", outputs)), At("x", 0, ("r", inputs), ("i", 1)), At("w", 1, ("i", outputs)));

    private static NestKernel Convolution(int channels, int filters, int size, int height, int width, int padding)
    {
        int rows = height + 2 * padding - size + 1, columns = width + 2 * padding - size + 1, row = width * Isa.Group;
        return Kernel(
            [new("f", filters), new("r", rows), new("c", columns)], [new("k", channels), new("i", size), new("j", size)],
            new Lane(Isa.Group, false, false), At("y", 1, ("f", rows * columns * Isa.Group), ("r", columns * Isa.Group), ("c", Isa.Group)),
            At("x", 1, ("k", height * row), ("i", row), ("r", row), ("j", Isa.Group), ("c", Isa.Group)),
            At("w", 0, ("k", size * size * filters), ("i", size * filters), ("j", filters), ("f", 1))) with
        {
            Bounds = padding == 0 ? [] : [new Bound("r", 1, "i", 1, -padding, height), new Bound("c", 1, "j", 1, -padding, width)],
        };
    }

    private static NestKernel WeightGradient(int channels, int filters, int positions) => Kernel(
        [new("k", channels), new("f", filters)], [new("p", positions)], new Lane(Isa.Group, true, false),
        At("dw", 0, ("k", filters), ("f", 1)), At("dy", 1, ("f", positions * Isa.Group), ("p", Isa.Group)),
        At("x", 1, ("k", positions * Isa.Group), ("p", Isa.Group)));

    private static NestKernel Kernel(Loop[] outs, Loop[] sums, Lane lane, Access output, Access left, Access right) =>
        new() { Name = "Kernel", Header = "A kernel.", Outs = outs, Sums = sums, Lane = lane, Output = output, Left = left, Right = right };

    private static Access At(string pointer, int lane, params (string Loop, int Stride)[] strides) =>
        new(pointer, strides.ToDictionary(static s => s.Loop, static s => s.Stride), 0, lane);
}
