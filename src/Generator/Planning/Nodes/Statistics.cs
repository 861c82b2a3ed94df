using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>Statistics of the batch as a whole.</summary>
internal static class Statistics
{
    public static void Reduce(Lowering lowering, Reduction node)
    {
        Shape over = node.Over;
        int inner = over.Extents.Skip(node.Axis + 1).Aggregate(1, static (a, b) => a * b);
        int count = over[node.Axis], outer = over.Length / count / inner;
        // Positions have one stride because one of the two is 1: channels stand first or features last.
        if (inner > 1 && outer > 1)
            throw new InvalidOperationException("Statistics are taken along the first or the last axis.");
        RowOperand[] operands = [.. node.Inputs.Select((input, i) =>
            new RowOperand($"x{i}", input is Shared ? RowKind.Scalar : input.Shape == over ? RowKind.Element : RowKind.Sample))];
        string inputs = string.Join(", ", node.Inputs);
        string header = $"Sums over the positions of each channel, for each sample, in 16 chains: {inputs} to {node.Output} and others.";
        int positions = over.Length / count, step = (inner > 1 ? 1 : count) * Isa.Group;
        var kernel = new ChannelSumsCode(header, node.Term, new(operands), positions, step);
        IEnumerable<Operand> lengths = kernel.Many ? [Of(count), Of(inner * Isa.Group), Of(positions)] : [Of(count), Of(inner * Isa.Group)];
        IEnumerable<Operand> sources = [.. node.Inputs.Select(input => In(lowering.Places.Read(input)))];
        lowering.Call(kernel, [.. sources, Out(lowering.Places.Write(node.Output)), .. lengths, new Real(node.Scale)]);
    }

    public static void Moments(Lowering lowering, BatchMoments node)
    {
        int channels = node.Mean.Shape.Length;
        Buffer partial = new(node.Layer + " moments", 2 * Program.Align(channels), Region.Batch);
        Operand squares = node.Inputs.Count > 1 ? In(lowering.Places.Read(node.Inputs[1])) : new Nothing();
        lowering.Call(
            RuntimeMethod.Moments, In(lowering.Places.Read(node.Inputs[0])), squares, Of(channels), Of(node.Positions),
            Of(FrameNumber.Count), Out(Address.Of(partial)));
        Merge(lowering, RuntimeMethod.MergeMoments, partial, channels, node.Positions, node.Mean, node.Variance);
    }

    public static void Sums(Lowering lowering, BatchSums node)
    {
        int channels = node.Sum.Shape.Length;
        Buffer partial = new(node.Layer + " sums", Program.Align(channels), Region.Batch);
        lowering.Call(
            RuntimeMethod.Sums, In(lowering.Places.Read(node.Inputs[0])), Of(channels), Of(FrameNumber.Count), Out(Address.Of(partial)));
        Merge(lowering, RuntimeMethod.MergeSums, partial, channels, node.Positions, node.Sum, node.Mean);
    }

    /// <summary>What all groups have left becomes two numbers a channel.</summary>
    private static void Merge(
        Lowering lowering, RuntimeMethod method, Buffer partial, int channels, int positions, Shared first, Shared second) =>
        lowering.Add(Stage.Merge, new Statement.Call(
            method, In(Address.Of(partial)), new GroupStride(partial), Of(FrameNumber.Groups), Of(FrameNumber.Samples), Of(channels),
            Of(positions), Out(lowering.Places.Write(first)), Out(lowering.Places.Write(second))));

    public static void Remember(Lowering lowering, RunningStatistics node)
    {
        Places places = lowering.Places;
        lowering.Call(
            RuntimeMethod.Remember, In(places.Read(node.Inputs[0])), In(places.Read(node.Inputs[1])), Of(node.Mean.Shape.Length),
            Of(FrameNumber.Samples), Of(node.Positions), new Real(node.Momentum), new At(Address.Of(node.Mean), Use.Update),
            new At(Address.Of(node.Variance), Use.Update));
    }
}
