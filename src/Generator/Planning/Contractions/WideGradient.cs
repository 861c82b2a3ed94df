using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// <c>dw[o, i] = Σ dy[o]·x[i]</c> of a wide layer over all samples of the batch in order, the lanes along outputs. An item has a block of
/// outputs: its part of the gradients is read for each input again, and stays in the cache.
/// </summary>
internal sealed class WideGradient : ContractionLowering
{
    /// <summary>Floats of a block of a group's gradients, a row for each sample.</summary>
    private const int Rows = Wide.Block * Isa.Group;

    public override string Name => "batch sum";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Samples;

    public override Stage Stage => Stage.Wide;

    public override bool Takes(Contraction contraction) => contraction.Output is Gradient && Wide.IsWide(contraction);

    public override double Cost(Contraction contraction) => Operations(contraction);

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        var gradient = (Gradient)contraction.Output;
        var right = (Value)contraction.Right!;
        Nest nest = contraction.Nests[0];
        string inner = ChunkSum.InnermostDim(nest, gradient)!;
        int features = nest.Dims.First(d => d.Name == inner).Extent, count = features / Wide.Block, rest = features % Wide.Block;
        Buffer dy = BlocksBySample(lowering, contraction.Left, features);
        Address from = Address.Of(dy), x = lowering.Places.Read(right), dw = Address.Of(gradient);
        Operand adds = new Truth(!lowering.Begins(gradient));
        lowering.Add(Stage.Wide, Wide.Loop(
            count,
            () => [Sum(Wide.Block, from.EachTurn(Statement.WideLoop.Counter, Rows), Wide.EachItem(dw, 1))],
            () => rest == 0 ? [] : [Sum(rest, from.Plus(count * Rows), dw.Plus(count * Wide.Block))]));

        Statement Sum(int width, Address block, Address to)
        {
            var kernel = new NestKernel
            {
                Name = Names.Of(contraction.Layer, gradient.Parameter),
                Header = Names.Header(contraction.Layer, nest, "summed over the samples of the batch"),
                Outs = NestLowering.Loops(nest.Outs),
                Sums = [new Loop(GroupLoop.Name, 1, "groups"), new Loop(NestLowering.Sample, Isa.Group)],
                Lane = new Lane(1, Sum: false, Exact: true),
                Output = NestLowering.Access("dw", gradient, Layout.Plain, nest.Output),
                Left = new Access("dy", new Dictionary<string, int> { [NestLowering.Sample] = Program.Align(width), [inner] = 1 }, 0, 0),
                Right = NestLowering.Access("x", right, Layout.Group, nest.Right),
                Accumulates = true,
            };
            var places = new Dictionary<string, Address> { ["dy"] = from, ["x"] = x };
            return new Statement.Call(
                new GroupLoop(kernel.Along(inner, new Lane(width, Sum: false, Exact: true)), places),
                new([In(block), In(x), new At(to, Use.Update), Of(FrameNumber.Groups), adds]));
        }
    }

    /// <summary>A copy of a gradient by blocks of features, each with a row for every sample, kept for the whole batch.</summary>
    private static Buffer BlocksBySample(Lowering lowering, Value value, int features)
    {
        const string Counter = "block";
        int count = features / Wide.Block, rest = features % Wide.Block;
        var copy = new Buffer(value.Name + " by sample", count * Rows + Program.Align(rest) * Isa.Group, Region.Batch);
        Address from = lowering.Places.Read(value), to = Address.Of(copy);
        if (count > 0)
        {
            Statement block = Copy(Wide.Block, from.EachTurn(Counter, Rows), to.EachTurn(Counter, Rows));
            lowering.Add(Stage.Group, new Statement.Repeat(Counter, count, Backward: false, new([block])));
        }

        if (rest > 0)
            lowering.Add(Stage.Group, Copy(rest, from.Plus(count * Rows), to.Plus(count * Rows)));
        return copy;

        static Statement Copy(int length, Address from, Address to) =>
            new Statement.Call(RuntimeMethod.ToSamples, In(from), Of(length), Out(to), Of(Program.Align(length)));
    }
}
