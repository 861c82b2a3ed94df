using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Operators of several values, and of a value and numbers.</summary>
internal static class Joins
{
    // y = x·scale + shift, by operator and the side on which the constant stands.
    private static readonly Dictionary<(string Operator, bool IsLeft), Func<float, (float Scale, float Shift)>> Affine = new()
    {
        [("Add", false)] = static c => (1, c),
        [("Add", true)] = static c => (1, c),
        [("Sub", false)] = static c => (1, -c),
        [("Sub", true)] = static c => (-1, c),
        [("Mul", false)] = static c => (c, 0),
        [("Mul", true)] = static c => (c, 0),
        [("Div", false)] = static c => (1 / c, 0),
    };

    public static void Add(Node node, NetworkWriter writer)
    {
        if (!node.Inputs.All(writer.IsValue))
        {
            Scaled(node, writer);
            return;
        }

        writer.Give(node, Joined(node, writer, "Add"));
    }

    /// <summary>A value with a constant: a frozen normalisation's scale and shift.</summary>
    public static void Scaled(Node node, NetworkWriter writer)
    {
        bool isLeft = node.Inputs.Length == 2 && writer.Facts(node).Constant(0) is not null;
        Tensor? constant = node.Inputs.Length != 2 ? null : writer.Facts(node).Constant(isLeft ? 0 : 1);
        if (constant is null || !Affine.TryGetValue((node.Operator, isLeft), out Func<float, (float Scale, float Shift)>? affine))
            throw new NodeException("it joins values of which none, or the divisor, is known; a sum of values, or a constant, is expected");
        string name = node.Input(isLeft ? 1 : 0);
        long[] shape = writer.Graph.Shapes[name];
        if (!writer.Graph.Shapes[node.Output].SequenceEqual(shape))
            throw new NodeException(
                $"its constant {Batch.Text(constant.Extents)} would repeat {Batch.Text(shape)}; a constant that fits the value is "
                + "expected");
        (int[] view, int axis, float[] each) = PerChannel(constant, shape);
        (float Scale, float Shift)[] pairs = [.. each.Select(affine)];
        LayerValue x = writer.Take(name, view, axis == 0 ? Axes.Channels : Axes.Features);
        writer.Give(node, Normalizations.Frozen(writer, x, [.. pairs.Select(static p => p.Scale)], [.. pairs.Select(static p => p.Shift)]));
    }

    public static void Concat(Node node, NetworkWriter writer)
    {
        long[] joined = writer.Graph.Shapes[node.Output];
        int axis = Facts.Axis(node.Integer("axis", 0), joined.Length);
        if (Batch.Axis(joined) > axis)
            throw new NodeException($"it joins along axis {axis} in front of the batch; put the batch first");
        if (!node.Inputs.All(writer.IsValue))
            throw new NodeException("it joins a value with a constant; two values are expected");
        // Image channels as they are; everything else as rows, of which each value gives a stretch.
        LayerValue[] values = [.. node.Inputs.Select(writer.Take)];
        int[] sample = writer.Sample(node.Output);
        bool isFirst = joined[..axis].All(e => e is 1 or Batch.Number);
        bool isImage = isFirst && sample.Length == 3 && sample[0] == joined[axis] && values.All(static v => v.Rank == 3);
        if (isImage)
        {
            Give([.. node.Inputs.Select(writer.Channels)], sample);
            return;
        }

        int rows = checked((int)Tensor.Count([.. joined[..axis].Select(static e => e == Batch.Number ? 1 : e)]));
        LayerValue[] parts = [.. node.Inputs.Select((name, i) => writer.Rows(name, values[i].Length / rows))];
        int row = parts.Sum(static p => p.Length) / rows;
        Give(parts, rows == 1 ? [row] : [rows, row]);

        void Give(LayerValue[] all, int[] output) => writer.Give(node, writer.Add("Concat", [], all[0], output, all[0].Meaning, all[1..]));
    }

    /// <summary>Values of one shape, joined element by element.</summary>
    private static LayerValue Joined(Node node, NetworkWriter writer, string kind)
    {
        int[] sample = writer.Sample(node.Output);
        if (node.Inputs.FirstOrDefault(name => !writer.Sample(name).SequenceEqual(sample)) is { } other)
        {
            throw new NodeException(
                $"it joins {Batch.Text(writer.Graph.Shapes[other])} with {Batch.Text(writer.Graph.Shapes[node.Output])}, but values "
                + "of one shape are expected");
        }

        LayerValue first = writer.Take(node.Input(0));
        LayerValue[] others = [.. node.Inputs.Skip(1).Select(name => writer.Take(name, first.Shape, first.Meaning.Axes))];
        // Open axes of the first become those of the others.
        Axes known = others.Select(static o => o.Meaning.Axes).FirstOrDefault(static a => a != Axes.Open);
        first = writer.Shaped(first, first.Shape, known);
        others = [.. others.Select(o => writer.Shaped(o, o.Shape, first.Meaning.Axes))];
        return writer.Add(kind, [], first, first.Shape, first.Meaning, others);
    }

    /// <summary>A shape in which a constant has one number for each channel or feature, the axis, and the numbers.</summary>
    private static (int[] View, int Axis, float[] Each) PerChannel(Tensor constant, long[] shape)
    {
        long[] own = [.. Enumerable.Repeat(1L, shape.Length - constant.Rank), .. constant.Extents];
        int[] varying = [.. Enumerable.Range(0, shape.Length).Where(axis => own[axis] != 1)];
        long[] sample = [.. shape.Select(static e => Batch.IsIn(e) ? e / Batch.Number : e)];
        if (varying.Any(axis => Batch.IsIn(shape[axis])))
            throw new NodeException("its constant differs from sample to sample; one that is the same for all is expected");
        int first = varying.Length == 0 ? Array.FindIndex(sample, static e => e != 1) : varying[0];
        int last = varying.Length == 0 ? first : varying[^1];
        if (first < 0)
            return ([1], 0, [(float)constant[0]]);
        int outer = Count(sample[..first]), inner = Count(sample[(last + 1)..]), middle = Count(sample[first..(last + 1)]);
        float[] each = Broadcasting.Expand(constant.As(own[first..(last + 1)]), sample[first..(last + 1)]).ToFloats();
        if (outer == 1)
            return (inner == 1 ? [middle] : [middle, inner, 1], 0, each);
        if (inner == 1)
            return ([outer, middle], 1, each);
        // Neither first nor last: a number for each element.
        return ([outer * middle * inner], 0, Broadcasting.Expand(constant.As(own), sample).ToFloats());
    }

    private static int Count(long[] extents) => checked((int)Tensor.Count(extents));
}
