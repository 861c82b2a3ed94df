using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// One sample of a wide layer, a few rows of weights at a time: each row is read from end to end, as memory likes it, where a tile of
/// outputs would take a few cache lines of every row. The sums wait in the result, which a first-level cache holds.
/// </summary>
internal sealed class RowSum : ContractionLowering
{
    /// <summary>Rows in a stretch: as many streams as a core's prefetchers follow, and few enough reads and writes of the sums.</summary>
    private const int Rows = 8;

    /// <summary>What is left of the wait for memory: 195 of 240 µs for three layers of 1,024.</summary>
    private const double Share = 0.8;

    private const string Stretch = "stretch";

    public override string Name => "rows";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Terms;

    public override bool Takes(Contraction contraction) =>
        contraction is { Output: Value, Right: Parameter, Nests.Count: 1, Scale: 1 } && Wide.IsWide(contraction);

    public override double Cost(Contraction contraction) => Operations(contraction) + Share * DirectSum.Waiting(contraction);

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        if (lowering.Lanes != LaneAxis.Features || OfOne(lowering, fused, contraction) is not { } one)
        {
            DirectSum.Lower(lowering, fused, contraction, contraction.Nests[0]);
            return;
        }

        NestKernel whole = one.Kernel;
        Loop rows = whole.Sums[0];
        int left = Rows * whole.Left.Stride(rows.Name), right = Rows * whole.Right!.Stride(rows.Name);
        Address x = lowering.Places.Read(contraction.Left, one.Layouts[0]), w = Address.Of((Parameter)contraction.Right!);
        Address Extra(int i) => lowering.Places.Read(one.Sources[i], one.Layouts[i]);
        Address[] extras = [.. Enumerable.Range(one.Summed, one.Sources.Count - one.Summed).Select(Extra)];
        Address y = lowering.Places.Write(fused.Output);
        int last = (rows.Extent - 1) / Rows;

        // The first stretch begins with the bias, each other one with the sums so far; what is fused waits for the last.
        NestKernel first = whole with { Sums = [rows with { Extent = Rows }], Epilogue = null, Extras = [] };
        NestKernel next = first with { Bias = whole.Output with { Pointer = "b" } };
        NestKernel end = whole with { Sums = [rows with { Extent = rows.Extent - last * Rows }], Bias = next.Bias };
        lowering.Add(Sum(first, x, w, contraction.Bias is { } bias ? [In(Address.Of(bias))] : [], []));
        Address xs = x.Plus(left).EachTurn(Stretch, left), ws = w.Plus(right).EachTurn(Stretch, right);
        lowering.Add(new Statement.Repeat(Stretch, last - 1, Backward: false, new([Sum(next, xs, ws, [In(y)], [])])));
        lowering.Add(Sum(end, x.Plus(last * left), w.Plus(last * right), [In(y)], extras));

        Statement Sum(NestKernel kernel, Address x, Address w, IEnumerable<Operand> start, IEnumerable<Address> extras) =>
            new Statement.Call(new NestCode(kernel, MayBeStraight: false), [In(x), In(w), .. start, Out(y), .. extras.Select(In)]);
    }

    /// <summary>The kernel of one sample whose weights have their outputs side by side, row by row; null for any other.</summary>
    private static NestOperands? OfOne(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        NestOperands one = FeatureLanes.Of(lowering.Places, fused, contraction, contraction.Nests[0]);
        bool isRows = one.Kernel is { Outs.Count: 0, Sums.Count: 1, Left.LaneStride: 0, Right.LaneStride: 1 }
            && one.Kernel.Sums[0].Extent > 2 * Rows;
        return isRows ? one : null;
    }
}
