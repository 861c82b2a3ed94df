using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>
/// <c>y[o] = Σ w·x</c> or <c>dx[i] = Σ w·dy</c> of a wide layer: an item packs its weights into panels, of which each row is a cache line,
/// and multiplies them by all groups, some terms at a time (<see cref="WideItem"/>). The rows of a wide matrix lie pages apart, and where
/// they are a power of two apart in the same few sets of a cache.
/// </summary>
internal sealed class WideProducts : ContractionLowering
{
    public override string Name => "panels";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Terms;

    public override Stage Stage => Stage.Wide;

    public override bool Takes(Contraction contraction) => contraction is { Output: Value, Scale: 1 } && Wide.IsWide(contraction);

    public override double Cost(Contraction contraction) => Operations(contraction);

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        Nest nest = contraction.Nests[0];
        var weight = (Parameter)contraction.Right!;
        Access matrix = NestLowering.Access("w", weight, Layout.Plain, nest.Right);
        Places places = lowering.Places;
        Address[] extras = [.. fused.Extras.Select(e => places.Read(e.Tensor))];
        var product = new WideItem(fused, contraction, places.Read(contraction.Left), places.Write(fused.Output), extras)
        {
            Across = matrix.Stride(nest.Outs[0].Name),
            Along = matrix.Stride(nest.Sums[0].Name),
        };
        int outputs = nest.Outs[0].Extent, count = outputs / Wide.Block, rest = outputs % Wide.Block;
        lowering.Add(Stage.Wide, Wide.Loop(
            count,
            () => product.Statements(Wide.Block, Wide.EachItem),
            () => rest == 0 ? [] : product.Statements(rest, (address, stride) => address.Plus(count * stride * Wide.Block))));
    }
}
