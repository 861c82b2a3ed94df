using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <content>What concerns the batch as a whole: its statistics, its random numbers, its tokens.</content>
internal sealed partial class BatchLowering
{
    private readonly HashSet<Shared> _shared = [];

    private Dictionary<GatherGradient, Buffer> Tables { get; } = [];

    private void LowerBatch(Node node)
    {
        switch (node)
        {
            case Reduction reduction:
                Reduce(reduction);
                break;
            case BatchMoments moments:
                Moments(moments);
                break;
            case BatchSums sums:
                Sums(sums);
                break;
            case RunningStatistics running:
                Remember(running);
                break;
            case Present present:
                _steps.Add(new Statement.Call(RuntimeMethod.Present, Of(FrameNumber.Count), Out(Locate(present.Output))));
                break;
            case RandomMask mask:
                Fill(mask);
                break;
            case Gather gather:
                _steps.Add(new Statement.Call(
                    RuntimeMethod.Gather, In(Address.Of(gather.Table)), Of(gather.Table.Shape[1]),
                    In(Address.Of(CallerMemory.Inputs, Element.Int32)), Of(_graph.Input.Shape.Length), Of(FrameNumber.Count),
                    Out(Locate(gather.Output))));
                break;
            case GatherGradient gradient:
                Keep(gradient);
                break;
            case ClearGradient clear:
                Clear(((Gradient)clear.Output).Parameter);
                break;
            default:
                throw new InvalidOperationException($"No lowering for {node.GetType().Name}.");
        }
    }

    private void Fill(RandomMask mask)
    {
        uint threshold = (uint)Math.Min(uint.MaxValue, mask.Rate * 4294967296.0);
        _steps.Add(new Statement.Call(
            RuntimeMethod.FillMask, Of(FrameNumber.Key), Of(mask.Ordinal), Of(FrameNumber.First), Of(mask.Output.Shape.Length),
            new Unsigned(threshold), new Real((float)(1 / (1 - mask.Rate))), Out(Locate(mask.Output))));
    }

    private void Reduce(Reduction node)
    {
        Shape over = node.Over;
        int inner = over.Extents.Skip(node.Axis + 1).Aggregate(1, static (a, b) => a * b);
        int count = over[node.Axis], outer = over.Length / count / inner;
        // Positions have one stride because one of the two is 1: channels stand first or features last.
        if (inner > 1 && outer > 1)
            throw new InvalidOperationException("Statistics are taken along the first or the last axis.");
        RowOperand[] operands = [.. node.Inputs.Select((input, i) =>
            new RowOperand("x" + i, input is Shared ? RowKind.Scalar : input.Shape == over ? RowKind.Element : RowKind.Sample))];
        string inputs = string.Join(", ", node.Inputs);
        string header = $"Sums over the positions of each channel, for each sample, in 16 chains: {inputs} to {node.Output} and others.";
        int positions = over.Length / count, step = (inner > 1 ? 1 : count) * Isa.Group;
        var kernel = new ChannelSumsCode(header, node.Term, new(operands), positions, step);
        IEnumerable<Operand> lengths = kernel.Many ? [Of(count), Of(inner * Isa.Group), Of(positions)] : [Of(count), Of(inner * Isa.Group)];
        _steps.Add(new Statement.Call(
            kernel, [.. node.Inputs.Select(input => In(Locate(input))), Out(Locate(node.Output)), .. lengths, new Real(node.Scale)]));
    }

    private void Moments(BatchMoments node)
    {
        int channels = node.Mean.Shape.Length;
        Buffer partial = new(node.Layer + " moments", 2 * Program.Align(channels), Region.Batch);
        Operand squares = node.Inputs.Count > 1 ? In(Locate(node.Inputs[1])) : new Nothing();
        _steps.Add(new Statement.Call(
            RuntimeMethod.Moments, In(Locate(node.Inputs[0])), squares, Of(channels), Of(node.Positions), Of(FrameNumber.Count),
            Out(Address.Of(partial))));
        Merge(RuntimeMethod.MergeMoments, partial, channels, node.Positions, node.Mean, node.Variance);
    }

    private void Sums(BatchSums node)
    {
        int channels = node.Sum.Shape.Length;
        Buffer partial = new(node.Layer + " sums", Program.Align(channels), Region.Batch);
        _steps.Add(new Statement.Call(
            RuntimeMethod.Sums, In(Locate(node.Inputs[0])), Of(channels), Of(FrameNumber.Count), Out(Address.Of(partial))));
        Merge(RuntimeMethod.MergeSums, partial, channels, node.Positions, node.Sum, node.Mean);
    }

    /// <summary>What all groups have left becomes two numbers a channel.</summary>
    private void Merge(RuntimeMethod method, Buffer partial, int channels, int positions, Shared first, Shared second) =>
        _mergeSteps.Add(new Statement.Call(
            method, In(Address.Of(partial)), new GroupStride(partial), Of(FrameNumber.Groups), Of(FrameNumber.Samples), Of(channels),
            Of(positions), Out(Locate(first)), Out(Locate(second))));

    private void Remember(RunningStatistics node) => _steps.Add(new Statement.Call(
        RuntimeMethod.Remember, In(Locate(node.Inputs[0])), In(Locate(node.Inputs[1])), Of(node.Mean.Shape.Length), Of(FrameNumber.Samples),
        Of(node.Positions), new Real(node.Momentum), new At(Address.Of(node.Mean), Use.Update),
        new At(Address.Of(node.Variance), Use.Update)));

    /// <summary>A gradient with slots is cleared in each of them, one without slots once for the batch.</summary>
    private void Clear(Parameter parameter)
    {
        var clear = new Statement.Clear(Address.Of(parameter.Gradient), parameter.Shape.Length);
        if (parameter.IsSlotted)
            _chunkSteps.Add(new Statement.When(Condition.SlotEmpty, new([clear]), default));
        else
            _mergeSteps.Add(clear);
    }

    private void Keep(GatherGradient node)
    {
        int length = node.Inputs[0].Shape.Length;
        Buffer rows = Tables[node] = new Buffer(node.Layer + " rows", length * Isa.Group, Region.Batch);
        _steps.Add(new Statement.Call(
            RuntimeMethod.ToSamples, In(Locate(node.Inputs[0])), Of(length), Out(Address.Of(rows)), Of(length)));
    }
}
