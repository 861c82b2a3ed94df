using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <content>The weight gradients of dense layers, summed over the samples of a whole chunk.</content>
internal sealed partial class BatchLowering
{
    private readonly Dictionary<Value, Buffer> _bySample = [];

    /// <summary>
    /// Whether a parameter's gradient is summed over a chunk's samples with the lanes along the parameter's innermost axis: so it is for
    /// dense layers, whose gradient by lanes of samples would need a fold for each weight and sample group.
    /// </summary>
    private static bool IsChunkWide(Contraction contraction)
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
        Buffer x = right is null ? dy : BufferOf(right);
        Func<Scene, string>? rightAt = right is null ? null : Locate(right);
        int row = Program.Align(node.Left.Shape.Last), features = nest.Dims.First(d => d.Name == inner).Extent;
        NestKernel Kernel(Scene scene)
        {
            Access left = NestLowering.Access("dy", nest.Left, NestLowering.RowMajor(node.Left.Shape.WithLast(1), row * Isa.Group), 1);
            return new NestKernel
            {
                Name = Names.Of(node.Layer, parameter),
                Header = Names.Header(node.Layer, nest, "summed over the samples of a chunk"),
                Outs = [.. NestLowering.Loops(nest.Outs).Where(l => l.Name != inner)],
                Sums = [new Loop("group", 1, "groups"), .. NestLowering.Loops(nest.Sums), new Loop("sample", Isa.Group)],
                Lane = new Lane(features, Sum: false, Exact: true),
                Output = Without(NestLowering.Access("dw", nest.Output, parameter.Strides, 1), inner),
                Left = With(Without(left, inner), scene.GroupStride(dy), row),
                Right = right is null ? null : With(NestLowering.Access("x", nest.Right, NestLowering.RowMajor(right.Shape, Isa.Group), 0), scene.GroupStride(x), 1),
                Accumulates = true,
            };
        }

        string adds = _begun.Add(gradient) ? "frame.Accumulate" : "true";
        _chunkSteps.Add(new Step([dy, x], [], scene =>
        {
            string name = NestEmitter.Emit(Kernel(scene), scene.Library, 0);
            string operand = rightAt is null ? "" : rightAt(scene) + ", ";
            return $"{name}({scene.At(dy)}, {operand}{scene.At(gradient)}, frame.Groups, {adds});";
        }));
    }

    private static Access Without(Access access, string loop) =>
        access with { Strides = access.Strides.Where(s => s.Key != loop).ToDictionary(static s => s.Key, static s => s.Value) };

    private static Access With(Access access, int group, int sample) =>
        access with { Strides = new Dictionary<string, int>(access.Strides.ToDictionary(static s => s.Key, static s => s.Value)) { ["group"] = group, ["sample"] = sample } };

    /// <summary>A copy of a gradient with its features side by side, a row for each sample, kept for the whole chunk.</summary>
    private Buffer BySample(Value value)
    {
        if (_bySample.TryGetValue(value, out Buffer? copy))
            return copy;
        int features = value.Shape.Last, rows = value.Shape.Length / features, stride = Program.Align(features);
        Buffer from = BufferOf(value);
        copy = new Buffer(value.Name + " by sample", rows * Isa.Group * stride, Region.Chunk);
        _bySample[value] = copy;
        Func<Scene, string> at = Locate(value);
        _steps.Add(new Step([from], [copy], scene =>
        {
            string call(string place, string to) => $"{Runtime}.ToSamples({place}, {features}, {to}, {stride});";
            return rows == 1
                ? call(at(scene), scene.At(copy))
                : $"for (int row = 0; row < {rows}; row++)\n    {call($"{at(scene)} + row * {features * Isa.Group}", $"{scene.At(copy)} + row * {Isa.Group * stride}")}";
        }));
        return copy;
    }
}
