using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <content>What concerns the batch as a whole: its statistics, its random numbers, its tokens.</content>
internal sealed partial class BatchLowering
{
    private const string Statistics = "BatchStatistics";

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
                Write(present, (scene, at) => $"{Statistics}.Present(frame.Count, {at});");
                break;
            case RandomMask mask:
                uint threshold = (uint)Math.Min(uint.MaxValue, mask.Rate * 4294967296.0);
                Write(mask, (scene, at) =>
                    $"DropoutMasks.Fill(frame.Key, {mask.Ordinal}, frame.First, {mask.Output.Shape.Length}, {threshold}u, {Text.Float((float)(1 / (1 - mask.Rate)))}, {at});");
                break;
            case Gather gather:
                Write(gather, (scene, at) =>
                    $"Embeddings.Gather({scene.At(gather.Table)}, {gather.Table.Shape[1]}, (int*)frame.Inputs, {_graph.Input.Shape.Length}, frame.Count, {at});");
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

    private void Write(Node node, Func<Scene, string, string> text)
    {
        Buffer buffer = BufferOf(node.Output);
        Func<Scene, string> at = Locate(node.Output);
        _steps.Add(new Step([], [buffer], scene => text(scene, at(scene))));
    }

    private void Reduce(Reduction node)
    {
        Shape over = node.Over;
        int inner = over.Extents.Skip(node.Axis + 1).Aggregate(1, static (a, b) => a * b), count = over[node.Axis], outer = over.Length / count / inner;
        // Positions have one stride because one of the two is 1: channels stand first or features last.
        if (inner > 1 && outer > 1)
            throw new InvalidOperationException("Statistics are taken along the first or the last axis.");
        var operands = node.Inputs.Select((input, i) => new RowOperand("x" + i, input is Shared ? RowKind.Scalar : input.Shape == over ? RowKind.Element : RowKind.Sample)).ToList();
        int step = (inner > 1 ? 1 : count) * Isa.Group;
        string inputs = string.Join(", ", node.Inputs);
        string header = $"Sums over the positions of each channel, for each sample, in 16 chains: {inputs} to {node.Output} and others.";
        Buffer[] reads = [.. node.Inputs.Select(FindBuffer).OfType<Buffer>()];
        Func<Scene, string>[] places = [.. node.Inputs.Append(node.Output).Select(Locate)];
        _steps.Add(new Step(reads, [BufferOf(node.Output)], scene =>
        {
            (string name, string arguments) = LaneKernels.Reduce(
                scene.Library, "ChannelSums", header, node.Term, operands, count, inner * Isa.Group, over.Length / count, step, node.Scale);
            return $"{name}({string.Join(", ", places.Select(at => at(scene)))}, {arguments});";
        }));
    }

    private void Moments(BatchMoments node)
    {
        int channels = node.Mean.Shape.Length;
        Buffer partial = new(node.Layer + " moments", 2 * Program.Align(channels), Region.Batch);
        Buffer[] reads = [.. node.Inputs.Select(BufferOf)];
        Func<Scene, string> means = Locate(node.Inputs[0]), squares = node.Inputs.Count > 1 ? Locate(node.Inputs[1]) : static _ => "null";
        _steps.Add(new Step(reads, [partial], scene =>
        {
            return $"{Statistics}.Moments({means(scene)}, {squares(scene)}, {channels}, {node.Positions}, frame.Count, {scene.At(partial)});";
        }));
        Buffer mean = BufferOf(node.Mean), variance = BufferOf(node.Variance);
        _mergeSteps.Add(new Step([partial], [mean, variance], scene =>
            $"{Statistics}.MergeMoments({scene.At(partial)}, {scene.GroupStride(partial)}, frame.Groups, frame.Samples, {channels}, {node.Positions}, {scene.At(mean)}, {scene.At(variance)});"));
    }

    private void Sums(BatchSums node)
    {
        int channels = node.Sum.Shape.Length;
        Buffer partial = new(node.Layer + " sums", Program.Align(channels), Region.Batch), from = BufferOf(node.Inputs[0]);
        Func<Scene, string> at = Locate(node.Inputs[0]);
        _steps.Add(new Step([from], [partial], scene => $"{Statistics}.Sums({at(scene)}, {channels}, frame.Count, {scene.At(partial)});"));
        Buffer sum = BufferOf(node.Sum), mean = BufferOf(node.Mean);
        _mergeSteps.Add(new Step([partial], [sum, mean], scene =>
            $"{Statistics}.MergeSums({scene.At(partial)}, {scene.GroupStride(partial)}, frame.Groups, frame.Samples, {channels}, {node.Positions}, {scene.At(sum)}, {scene.At(mean)});"));
    }

    private void Remember(RunningStatistics node)
    {
        Buffer mean = BufferOf(node.Inputs[0]), variance = BufferOf(node.Inputs[1]);
        _steps.Add(new Step([mean, variance], [], scene =>
            $"{Statistics}.Remember({scene.At(mean)}, {scene.At(variance)}, {node.Mean.Shape.Length}, (long)frame.Samples * {node.Positions}, {Text.Float(node.Momentum)}, {scene.At(node.Mean)}, {scene.At(node.Variance)});"));
    }

    /// <summary>A gradient with slots is cleared in each of them, one without slots once for the batch.</summary>
    private void Clear(Parameter parameter)
    {
        string Text(Scene scene) => $"new Span<float>({scene.At(parameter.Gradient)}, {parameter.Shape.Length}).Clear();";
        if (parameter.IsSlotted)
            _chunkSteps.Add(new Step([], [], scene => $"if (!frame.Accumulate)\n    {Text(scene)}"));
        else
            _mergeSteps.Add(new Step([], [], Text));
    }

    private void Keep(GatherGradient node)
    {
        Buffer from = BufferOf(node.Inputs[0]), rows = Tables[node] = new Buffer(node.Layer + " rows", node.Inputs[0].Shape.Length * Isa.Group, Region.Batch);
        int length = node.Inputs[0].Shape.Length;
        Func<Scene, string> at = Locate(node.Inputs[0]);
        _steps.Add(new Step([from], [rows], scene => $"{Runtime}.ToSamples({at(scene)}, {length}, {scene.At(rows)}, {length});"));
    }
}
