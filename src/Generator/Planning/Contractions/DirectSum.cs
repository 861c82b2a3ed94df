using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>One kernel for each nest, on a lane group or on one sample.</summary>
internal sealed class DirectSum : ContractionLowering
{
    /// <summary>Vector instructions that adding up the lanes of one sum takes, and adding it to a gradient.</summary>
    private const double Fold = 16;

    /// <summary>Bytes that come from memory while a core does one vector instruction.</summary>
    private const double BytesPerOperation = 4;

    public override string Name => "direct";

    public override SumOrder OrderOf(Contraction contraction) =>
        contraction.Output is Gradient ? SumOrder.TermsThenLanes : SumRanges.Of(contraction) > 1 ? SumOrder.Ranges : SumOrder.Terms;

    public override bool Takes(Contraction contraction) => true;

    /// <summary>The time of a gradient's multiply-add by lanes of samples: a tile of weights fetches both operands again.</summary>
    private const double Fetching = 1.25;

    /// <summary>A gradient's multiply-adds and folds, by lanes of samples.</summary>
    public static double CostOfGradient(Contraction contraction, Gradient gradient) =>
        Fetching * Operations(contraction) + Fold * gradient.Shape.Length;

    public override double Cost(Contraction contraction) =>
        (contraction.Output is Gradient gradient ? CostOfGradient(contraction, gradient) : Operations(contraction)) + Waiting(contraction);

    /// <summary>The wait for weights beyond the cache, or their gradients: they come from memory for each group again.</summary>
    public static double Waiting(Contraction contraction)
    {
        Parameter? parameter = contraction.Right as Parameter ?? (contraction.Output as Gradient)?.Parameter;
        double moved = parameter?.Shape.Length is { } weights && weights >= Limits.WideWeights ? 4.0 * weights : 0;
        return moved / BytesPerOperation;
    }

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        foreach (Nest nest in contraction.Nests)
            Lower(lowering, fused, contraction, nest);
    }

    /// <summary>Adds the call for one nest.</summary>
    public static void Lower(Lowering lowering, FusedNode fused, Contraction contraction, Nest nest)
    {
        NestOperands operands = lowering.Lanes == LaneAxis.Samples
            ? NestOperands.OfGroup(fused, contraction, nest)
            : FeatureLanes.Of(lowering.Places, fused, contraction, nest);
        (NestKernel kernel, IReadOnlyList<int> shifts) = operands.Kernel.InRanges(SumRanges.Of(contraction)).Rebased();
        Address[] sources = [.. operands.Sources.Select((tensor, i) => lowering.Places.Read(tensor, operands.Layouts[i]))];
        Address target = lowering.Places.Write(fused.Output);
        // The result stands behind the operands of the sum and in front of the epilogue's.
        IEnumerable<Address> places = [.. sources.Take(operands.Summed), target, .. sources.Skip(operands.Summed)];
        Use use = kernel.Accumulates ? Use.Update : Use.Write;
        IEnumerable<Operand> arguments =
            places.Select((place, i) => new Operand.At(place.Plus(shifts[i]), i == operands.Summed ? use : Use.Read));
        if (fused.Output is Gradient gradient)
            arguments = [.. arguments, lowering.Adds(gradient)];
        lowering.Add(new Statement.Call(new NestCode(kernel, MayBeStraight: true), arguments));
    }
}
