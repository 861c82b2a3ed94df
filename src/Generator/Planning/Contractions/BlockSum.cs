using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>A gradient with more terms than a cache holds, stretch by stretch: see <see cref="GradientBlocks"/>.</summary>
internal sealed class BlockSum : ContractionLowering
{
    private const string Block = "block";

    public override string Name => "blocks";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.TermsThenLanes;

    public override bool Takes(Contraction contraction) => contraction.Output is Gradient && contraction.Nests.Count == 1
        && contraction.Right is Value && GradientBlocks.Of(KernelOf(contraction)) is not null;

    // The direct way's, without what it waits for memory: each tile of weights would fetch all operands from there again.
    public override double Cost(Contraction contraction) =>
        DirectSum.CostOfGradient(contraction, (Gradient)contraction.Output);

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        var gradient = (Gradient)contraction.Output;
        GradientBlocks blocks = GradientBlocks.Of(KernelOf(contraction))!;
        Address x = lowering.Places.Read(contraction.Left), z = lowering.Places.Read(contraction.Right!);
        Address dw = Address.Of(gradient);
        Address xs = x.EachTurn(Block, blocks.LeftStride), zs = z.EachTurn(Block, blocks.RightStride);
        lowering.Add(new Statement.Repeat(
            Block, blocks.Count, Backward: false, new([Sum(blocks.Full, xs, zs, lowering.Adds(gradient, Block))])));
        if (blocks.Rest is not { } rest)
            return;
        x = x.Plus(blocks.Count * blocks.LeftStride);
        lowering.Add(Sum(rest, x, z.Plus(blocks.Count * blocks.RightStride), new Truth(true)));

        Statement Sum(NestKernel kernel, Address x, Address z, Operand adds) =>
            new Statement.Call(new NestCode(kernel, MayBeStraight: false), In(x), In(z), new At(dw, Use.Update), adds);
    }

    private static NestKernel KernelOf(Contraction contraction) =>
        NestOperands.OfGroup(new FusedNode(contraction), contraction, contraction.Nests[0]).Kernel;
}
