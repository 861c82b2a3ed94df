using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <content>The weight gradients of dense layers, summed over the samples of a whole chunk.</content>
internal sealed partial class BatchLowering
{
    private const string Sample = "sample";

    private readonly Dictionary<Value, Buffer> _bySample = [];

    /// <summary>
    /// Whether a parameter's gradient is summed over a chunk's samples with the lanes along the parameter's innermost axis: so it is for
    /// dense layers, whose gradient by lanes of samples would need a fold for each weight and sample group.
    /// </summary>
    private static bool IsChunkSum(Contraction contraction)
    {
        if (contraction.Output is not Gradient gradient)
            return false;
        Coordinate last = contraction.Nests[0].Left[contraction.Nests[0].Left.Count - 1];
        return InnermostDim(contraction.Nests[0], gradient) is { } inner && last.Terms.Count == 1 && last.Terms[0].Dim == inner
            && contraction.Nests[0].Right.All(c => c.Coefficient(inner) == 0);
    }

    private static string? InnermostDim(Nest nest, Gradient gradient)
    {
        int axis = gradient.Parameter.Strides.ToList().IndexOf(1);
        return nest.Output[axis].Terms.Count == 1 ? nest.Output[axis].Terms[0].Dim : null;
    }

    /// <summary>Lanes along the parameter's innermost axis; the samples of the whole chunk are summed in order.</summary>
    private void ContractChunk(Contraction node, Nest nest)
    {
        var gradient = (Gradient)node.Output;
        Parameter parameter = gradient.Parameter;
        string inner = InnermostDim(nest, gradient)!;
        Buffer dy = BySample(node.Left);
        var right = node.Right as Value;
        Buffer? x = right is null ? null : BufferOf(right);
        int row = Program.Align(node.Left.Shape.Last), features = nest.Dims.First(d => d.Name == inner).Extent;
        Access? inputs = right is null
            ? null
            : With(NestLowering.Access("x", nest.Right, NestLowering.RowMajor(right.Shape, Isa.Group), 0), Sample, 1);
        Access left = NestLowering.Access("dy", nest.Left, NestLowering.RowMajor(node.Left.Shape.WithLast(1), row * Isa.Group), 1);
        var kernel = new NestKernel
        {
            Name = Names.Of(node.Layer, parameter),
            Header = Names.Header(node.Layer, nest, "summed over the samples of a chunk"),
            Outs = [.. NestLowering.Loops(nest.Outs).Where(l => l.Name != inner)],
            Sums = [new Loop(ChunkSum.Group, 1, "groups"), .. NestLowering.Loops(nest.Sums), new Loop(Sample, Isa.Group)],
            Lane = new Lane(features, Sum: false, Exact: true),
            Output = Without(NestLowering.Access(Names.Result(gradient), nest.Output, parameter.Strides, 1), inner),
            Left = With(Without(left, inner), Sample, row),
            Right = inputs,
            Accumulates = true,
        };
        IEnumerable<Operand> operand = right is null ? [] : [In(Locate(right))];
        Operand adds = _begun.Add(gradient) ? Of(FrameNumber.Accumulate) : new Truth(true);
        _chunkSteps.Add(new Statement.Call(
            new ChunkSum(kernel, dy, x),
            new([In(Address.Of(dy)), .. operand, new At(Address.Of(gradient), Use.Update), Of(FrameNumber.Groups), adds])));
    }

    /// <summary>A sum over a chunk, whose kernel follows from the places of its operands' groups.</summary>
    private sealed record ChunkSum(NestKernel Kernel, Buffer Left, Buffer? Right) : Callee
    {
        public const string Group = "group";

        public override Callee Settled(Func<Buffer, int> strideOf) => new Generated(new NestCode(
            Kernel with
            {
                Left = With(Kernel.Left, Group, strideOf(Left)),
                Right = Kernel.Right is null ? null : With(Kernel.Right, Group, strideOf(Right!)),
            },
            MayBeStraight: false));
    }

    private static Access Without(Access access, string loop) =>
        access with { Strides = access.Strides.Where(s => s.Key != loop).ToDictionary(static s => s.Key, static s => s.Value) };

    private static Access With(Access access, string loop, int stride)
    {
        var strides = access.Strides.ToDictionary(static s => s.Key, static s => s.Value);
        strides[loop] = stride;
        return access with { Strides = strides };
    }

    /// <summary>A copy of a gradient with its features side by side, a row for each sample, kept for the whole chunk.</summary>
    private Buffer BySample(Value value)
    {
        if (_bySample.TryGetValue(value, out Buffer? copy))
            return copy;
        int features = value.Shape.Last, rows = value.Shape.Length / features, stride = Program.Align(features);
        copy = new Buffer(value.Name + " by sample", rows * Isa.Group * stride, Region.Chunk);
        _bySample[value] = copy;
        const string Counter = "row";
        Address from = Locate(value), to = Address.Of(copy);
        if (rows == 1)
            _steps.Add(Copy(from, to));
        else
            _steps.Add(new Statement.Repeat(Counter, rows, Backward: false, new(
            [
                Copy(from.EachTurn(Counter, features * Isa.Group), to.EachTurn(Counter, Isa.Group * stride)),
            ])));
        return copy;

        Statement Copy(Address from, Address to) =>
            new Statement.Call(RuntimeMethod.ToSamples, In(from), Of(features), Out(to), Of(stride));
    }
}
