using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>Normalisations.</summary>
internal static class Normalizations
{
    public static void Batch(Node node, NetworkWriter writer)
    {
        if (node.Integer("training_mode", 0) != 0)
            throw new NodeException("it is in training mode; export the model for inference");
        if (node.Integer("spatial", 1) == 0)
            throw new NodeException("it normalises each place of a channel for itself (spatial = 0), but whole channels are expected");
        Facts facts = writer.Facts(node);
        string[] roles = ["weight", "bias", "running_mean", "running_var"];
        int[] sample = writer.Sample(node.Input(0));
        (string, Tensor)[] tensors = [.. roles.Select((role, i) => (role, PerChannel(facts.Known(i + 1, role), sample[0])))];
        Arguments arguments = new Arguments().Set("Epsilon", (float)node.Number("epsilon", 1e-5), 1e-5f);
        // PyTorch's momentum is what is taken from the batch, ONNX's what is kept.
        float momentum = (float)Math.Round(1 - node.Number("momentum", 0.9), 6);
        arguments.Set("Momentum", momentum, 0.1f);
        LayerValue x = AsChannels(writer, node.Input(0), sample);
        writer.Give(node, writer.Add("BatchNorm", arguments, x, tensors: tensors, name: node.Input(1)));
    }

    public static void Layer(Node node, NetworkWriter writer)
    {
        Facts facts = writer.Facts(node);
        long[] shape = facts.Shape(0);
        long[] own = shape[Facts.Axis(node.Integer("axis", -1), shape.Length)..];
        if (own.Any(Graphs.Batch.IsIn))
            throw new NodeException("it normalises along the batch; samples must stay apart");
        int features = checked((int)Tensor.Count(own));
        Tensor weight = facts.Has(1) ? Whole(facts.Known(1, "scale"), own) : Repeated(1, features);
        Tensor? bias = facts.Has(2) ? Whole(facts.Known(2, "bias"), own) : null;
        Arguments arguments = new Arguments().Set("Epsilon", (float)node.Number("epsilon", 1e-5), 1e-5f)
            .Set("Bias", bias is not null, true);
        (string, Tensor)[] tensors = bias is null ? [("weight", weight)] : [("weight", weight), ("bias", bias)];
        writer.Give(node, writer.Add("LayerNorm", arguments, writer.Rows(node.Input(0), features), tensors: tensors, name: node.Input(1)));
    }

    public static void Instance(Node node, NetworkWriter writer)
    {
        Facts facts = writer.Facts(node);
        int channels = writer.Sample(node.Input(0))[0];
        (string, Tensor)[] tensors = [("weight", PerChannel(facts.Known(1, "scale"), channels)),
            ("bias", PerChannel(facts.Known(2, "bias"), channels))];
        Arguments arguments = new Arguments().Set("Affine", true, false).Set("Epsilon", (float)node.Number("epsilon", 1e-5), 1e-5f);
        LayerValue x = Normalized(writer, node.Input(0), channels, channels);
        writer.Give(node, writer.Add("InstanceNorm", arguments, x, tensors: tensors, name: node.Input(1)));
    }

    public static void Group(Node node, NetworkWriter writer)
    {
        Facts facts = writer.Facts(node);
        int channels = writer.Sample(node.Input(0))[0], groups = checked((int)node.Integer("num_groups", 1));
        if (groups < 1 || channels % groups != 0)
            throw new NodeException($"it divides {channels} channels into {groups} groups; the file is damaged");
        (string, Tensor)[] tensors = [("weight", Each(facts.Known(1, "scale"))), ("bias", Each(facts.Known(2, "bias")))];
        Arguments arguments = new Arguments(groups).Set("Epsilon", (float)node.Number("epsilon", 1e-5), 1e-5f);
        LayerValue x = Normalized(writer, node.Input(0), channels, groups);
        writer.Give(node, writer.Add("GroupNorm", arguments, x, tensors: tensors, name: node.Input(1)));

        // Until version 20 there is one number for each group.
        Tensor Each(Tensor tensor) => tensor.Length != groups || groups == channels ? PerChannel(tensor, channels)
            : Broadcasting.Expand(tensor.As(groups, 1), [groups, channels / groups]).As(channels);
    }

    public static void RootMeanSquare(Node node, NetworkWriter writer)
    {
        long[] shape = writer.Facts(node).Shape(0);
        long[] own = shape[Facts.Axis(node.Integer("axis", -1), shape.Length)..];
        if (own.Any(Graphs.Batch.IsIn))
            throw new NodeException("it normalises along the batch; samples must stay apart");
        int features = checked((int)Tensor.Count(own));
        Facts facts = writer.Facts(node);
        Tensor weight = facts.Has(1) ? Whole(facts.Known(1, "scale"), own) : Repeated(1, features);
        Arguments arguments = new Arguments().Set("Epsilon", (float)node.Number("epsilon", 1e-5), float.NaN);
        writer.Give(node,
            writer.Add("RMSNorm", arguments, writer.Rows(node.Input(0), features), tensors: [("weight", weight)], name: node.Input(1)));
    }

    public static void LocalResponse(Node node, NetworkWriter writer)
    {
        long size = node.Integer("size", 1);
        if (size < 1)
            throw new NodeException($"size is {size}, but 1 or more is expected; the file is damaged");
        Arguments arguments = new Arguments(size, node.Number("alpha", 1e-4), node.Number("beta", 0.75), node.Number("bias", 1));
        LayerValue x = Image(writer, node.Input(0), writer.Sample(node.Input(0))[0]);
        // Of an even number, ONNX has one more behind the element, and the layer, as PyTorch, before it.
        bool isTurned = node.Integer("before", (size - 1) / 2) != size / 2;
        LayerValue y = writer.Add("LocalResponseNorm", arguments, isTurned ? Stretches.Turned(writer, x) : x);
        writer.Give(node, isTurned ? Stretches.Turned(writer, y) : y);
    }

    private static LayerValue Normalized(NetworkWriter writer, string name, int channels, int groups)
    {
        LayerValue x = Image(writer, name, channels);
        return x.Length > groups ? x : throw new NodeException("it normalises single elements, which all become its bias; leave it out");
    }

    private static LayerValue Image(NetworkWriter writer, string name, int channels)
    {
        LayerValue value = writer.Take(name);
        return value.Rank == 3 && value.Shape[0] == channels ? value : writer.Take(name, [channels, value.Length / channels, 1]);
    }

    /// <summary>A value with channels first where a batch normalisation looks for them: alone, or in front of two axes.</summary>
    private static LayerValue AsChannels(NetworkWriter writer, string name, int[] sample)
    {
        LayerValue value = writer.Take(name);
        bool isRight = value.Rank is 1 or 3 && value.Shape[0] == sample[0] || (value.Rank == 2 && value.Meaning.Axes == Axes.Channels);
        if (isRight)
            return value;
        int inner = value.Length / sample[0];
        return writer.Take(name, inner == 1 ? [sample[0]] : [sample[0], inner, 1]);
    }

    private static Tensor PerChannel(Tensor tensor, int channels) => tensor.Length == channels ? tensor.As(channels)
        : throw new NodeException(
        $"it has {tensor.Length} numbers for {channels} channels; the file is damaged");

    private static Tensor Whole(Tensor tensor, long[] extents) => Broadcasting.Shape([tensor.Extents, extents]).SequenceEqual(extents)
        ? Broadcasting.Expand(tensor, extents).As(Tensor.Count(extents))
        : throw new NodeException(
            $"its parameters {Graphs.Batch.Text(tensor.Extents)} do not fit {Graphs.Batch.Text(extents)}; the file is damaged");

    private static Tensor Repeated(float value, int count)
    {
        var all = new float[Facts.Elements([count])];
        Array.Fill(all, value);
        return new Tensor([count], all);
    }
}
