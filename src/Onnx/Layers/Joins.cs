using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Operators of several values, and of a value and numbers.</summary>
internal static class Joins
{
    /// <summary>Values joined by a layer, or a value and a constant.</summary>
    public static LayerRule Elements(string kind) => (node, writer) =>
    {
        if (node.Inputs.All(writer.IsValue))
            writer.Give(node, Joined(node, writer, kind));
        else
            Scaled(node, writer);
    };

    /// <summary>The sum over the number of values.</summary>
    public static void Mean(Node node, NetworkWriter writer)
    {
        if (!node.Inputs.All(writer.IsValue))
            throw new NodeException("it takes the mean of values and constants, but values alone are expected");
        LayerValue sum = Joined(node, writer, "Add");
        Arguments arguments = new Arguments().Set("Shared", true, false).Set("Frozen", true, false);
        (string, Tensor)[] tensors = [("weight", new Tensor([1], [1f / node.Inputs.Length]))];
        writer.Give(node, node.Inputs.Length == 1 ? sum : writer.Add("Scale", arguments, sum, tensors: tensors));
    }

    /// <summary>The larger or smaller of values, or a bound.</summary>
    public static LayerRule Extreme(string kind, bool isLeast) => (node, writer) =>
    {
        if (node.Inputs.All(writer.IsValue))
        {
            writer.Give(node, Joined(node, writer, kind));
            return;
        }

        int constant = node.Inputs.Length == 2 && writer.Facts(node).Constant(0) is not null ? 0 : 1;
        if (node.Inputs.Length != 2 || writer.Facts(node).Constant(constant) is not { Uniform: { } bound } bounds)
            throw new NodeException("it compares values with constants that differ; values, or one number, are expected");
        CheckFits(node, writer, node.Input(1 - constant), bounds);
        Activations.Bounded(
            node, writer, node.Input(1 - constant), isLeast ? double.NegativeInfinity : bound, isLeast ? bound : double.PositiveInfinity);
    };

    /// <exception cref="NodeException">The value would be repeated along an axis of the constant.</exception>
    public static void CheckFits(Node node, NetworkWriter writer, string name, Tensor constant)
    {
        long[] shape = writer.Shape(name);
        if (!writer.Shape(node.Output).SequenceEqual(shape))
        {
            throw new NodeException(
                $"its constant {Batch.Text(constant.Extents)} would repeat {Batch.Text(shape)}; a constant that fits the value is "
                + "expected");
        }
    }

    /// <summary>A value with a constant: a scale and an offset of each channel, that training leaves as they are.</summary>
    private static void Scaled(Node node, NetworkWriter writer)
    {
        bool isLeft = node.Inputs.Length == 2 && writer.Facts(node).Constant(0) is not null;
        Tensor? constant = node.Inputs.Length != 2 ? null : writer.Facts(node).Constant(isLeft ? 0 : 1);
        if (constant is null)
            throw new NodeException("it joins several values with constants; values alone, or one value and one constant, are expected");
        string name = node.Input(isLeft ? 1 : 0);
        CheckFits(node, writer, name, constant);
        bool isShared = constant.Uniform is not null;
        (LayerValue x, float[] each) = isShared
            ? (writer.Take(name), [(float)constant[0]])
            : Channelwise(writer, name, constant);
        // c - x and c/x turn the value first.
        if (isLeft && node.Operator is "Sub" or "Div")
            x = writer.Add(node.Operator == "Sub" ? "Neg" : "Reciprocal", [], x);
        bool scales = node.Operator is "Mul" or "Div";
        float[] numbers = isLeft ? each : [.. each.Select(c => node.Operator switch { "Sub" => -c, "Div" => 1 / c, _ => c })];
        Arguments arguments = new Arguments().Set("Shared", isShared, false).Set("Frozen", true, false);
        (string, Tensor)[] tensors = [(scales ? "weight" : "bias", new Tensor([numbers.Length], numbers))];
        writer.Give(node, writer.Add(scales ? "Scale" : "Offset", arguments, x, tensors: tensors));
    }

    /// <summary>A slope of each channel, or of all elements, for what is negative.</summary>
    public static void PRelu(Node node, NetworkWriter writer)
    {
        Tensor slope = writer.Facts(node).Known(1, "slopes");
        CheckFits(node, writer, node.Input(0), slope);
        bool isShared = slope.Uniform is not null && slope.Length == 1;
        (LayerValue x, float[] each) = isShared
            ? (writer.Take(node.Input(0)), slope.ToFloats())
            : Channelwise(writer, node.Input(0), slope);
        Tensor weight = new([each.Length], each);
        writer.Give(node, writer.Add(
            "PReLU", new Arguments().Set("Shared", isShared, false), x, tensors: [("weight", weight)], name: node.Input(1)));
    }

    public static void Concat(Node node, NetworkWriter writer)
    {
        long[] joined = writer.Shape(node.Output);
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
        writer.Give(node, SideBySide(writer, values, rows));

        void Give(LayerValue[] all, int[] output) => writer.Give(node, writer.Add("Concat", [], all[0], output, all[0].Meaning, all[1..]));
    }

    /// <summary>The rows of several values, each row of one behind that of the one before.</summary>
    public static LayerValue SideBySide(NetworkWriter writer, LayerValue[] values, int rows)
    {
        LayerValue[] parts = [.. values.Select(value =>
            rows == 1 ? writer.Shaped(value, [value.Length], Axes.Open) : writer.Rows(value, value.Length / rows))];
        int row = parts.Sum(static p => p.Length) / rows;
        return writer.Add("Concat", [], parts[0], rows == 1 ? [row] : [rows, row], parts[0].Meaning, parts[1..]);
    }

    /// <summary>Values joined element by element; axes of one are repeated.</summary>
    private static LayerValue Joined(Node node, NetworkWriter writer, string kind)
    {
        if (node.Inputs.Length == 1)
            return writer.Take(node.Input(0));
        int[] sample = writer.Sample(node.Output);
        long[] output = writer.Shape(node.Output);
        bool isPlain = node.Inputs.All(name => writer.Sample(name).SequenceEqual(sample));
        if (!isPlain && node.Inputs.Any(name =>
            Batch.Axis(writer.Shape(name)) - writer.Shape(name).Length != Batch.Axis(output) - output.Length))
            throw new NodeException($"it joins values whose batch is in other axes than in {Batch.Text(output)}; put the batch first");
        LayerValue first = isPlain ? writer.Take(node.Input(0)) : Ranked(node.Input(0));
        int[] FirstShape(string name) => isPlain ? first.Shape : Ranked(name).Shape;
        LayerValue[] others = [.. node.Inputs.Skip(1).Select(name => writer.Take(name, FirstShape(name), first.Meaning.Axes))];
        // Open axes of the first become those of the others.
        Axes known = others.Select(static o => o.Meaning.Axes).FirstOrDefault(static a => a is Axes.Channels or Axes.Features);
        if (first.Meaning.Axes == Axes.Unknown && first.Rank == 2)
            known = known == Axes.Open ? Axes.Features : known;
        first = writer.Shaped(first, first.Shape, known);
        others = [.. others.Select(o => writer.Shaped(o, o.Shape, first.Meaning.Axes))];
        return writer.Add(kind, [], first, isPlain ? first.Shape : sample, first.Meaning, others);

        LayerValue Ranked(string name)
        {
            int[] own = writer.Sample(name);
            return writer.Take(name, [.. Enumerable.Repeat(1, sample.Length - own.Length), .. own]);
        }
    }

    /// <summary>A value in a shape in which a constant has one number for each channel or feature, and these numbers.</summary>
    private static (LayerValue X, float[] Each) Channelwise(NetworkWriter writer, string name, Tensor constant)
    {
        (int[] view, int axis, float[] each) = PerChannel(constant, writer.Shape(name));
        return (writer.Take(name, view, axis == 0 ? Axes.Channels : Axes.Features), each);
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
