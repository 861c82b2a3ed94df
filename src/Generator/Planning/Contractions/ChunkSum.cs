using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// The weight gradients of dense layers, summed over the samples of a whole chunk with the lanes along the parameter's innermost axis: by
/// lanes of samples they would need a fold for each weight and sample group.
/// </summary>
internal sealed class ChunkSum : ContractionLowering
{
    public override string Name => "chunk sum";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Samples;

    public override Stage Stage => Stage.Chunk;

    public override bool Takes(Contraction contraction)
    {
        if (contraction.Output is not Gradient gradient || contraction.Nests.Count > 1)
            return false;
        Nest nest = contraction.Nests[0];
        Coordinate last = nest.Left[nest.Left.Count - 1];
        return InnermostDim(nest, gradient) is { } inner && last.Terms.Count == 1 && last.Terms[0].Dim == inner
            && nest.Right.All(c => c.Coefficient(inner) == 0);
    }

    // Without the folds, whatever the shape, so that all places of a tied parameter take one way. Turning the gradients, and vectors
    // that features do not fill, cost less than what waits at folds.
    public override double Cost(Contraction contraction) => Operations(contraction);

    public override IEnumerable<Value> ReadByChunk(Contraction contraction) => contraction.Right is Value x ? [x] : [];

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        var gradient = (Gradient)contraction.Output;
        Nest nest = contraction.Nests[0];
        string inner = InnermostDim(nest, gradient)!;
        Address dy = lowering.Places.Read(contraction.Left, Layout.BySample);
        var right = contraction.Right as Value;
        Address? x = right is null ? null : lowering.Places.Read(right);
        var kernel = new NestKernel
        {
            Name = Names.Of(contraction.Layer, gradient.Parameter),
            Header = Names.Header(contraction.Layer, nest, "summed over the samples of a chunk"),
            Outs = NestLowering.Loops(nest.Outs),
            Sums =
            [
                new Loop(GroupLoop.Name, 1, "groups"), .. NestLowering.Loops(nest.Sums), new Loop(NestLowering.Sample, Isa.Group),
            ],
            Lane = new Lane(1, Sum: false, Exact: true),
            Output = NestLowering.Access(Names.Result(gradient), gradient, Layout.Plain, nest.Output),
            Left = NestLowering.Access("dy", contraction.Left, Layout.BySample, nest.Left),
            Right = right is null ? null : NestLowering.Access("x", right, Layout.Group, nest.Right),
            Accumulates = true,
        };
        kernel = kernel.Along(inner, new Lane(nest.Dims.First(d => d.Name == inner).Extent, Sum: false, Exact: true));
        Operand adds = lowering.Begins(gradient) ? Of(FrameNumber.Accumulate) : new Truth(true);
        var places = new Dictionary<string, Address> { ["dy"] = dy };
        if (x is not null)
            places["x"] = x;
        IEnumerable<Operand> operand = x is null ? [] : [In(x)];
        lowering.Add(Stage.Chunk, new Statement.Call(
            new GroupLoop(kernel, places),
            new([In(dy), .. operand, new At(Address.Of(gradient), Use.Update), Of(FrameNumber.Groups), adds])));
    }

    /// <summary>The dimension whose neighbours lie side by side in a gradient's memory; null where several make up that axis.</summary>
    public static string? InnermostDim(Nest nest, Gradient gradient)
    {
        int axis = gradient.Parameter.Strides.ToList().IndexOf(1);
        return nest.Output[axis].Terms.Count == 1 ? nest.Output[axis].Terms[0].Dim : null;
    }
}
