using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Protocol;
using Unrolled.Onnx.Reading;
using static Unrolled.Onnx.Protocol.AttributeProto.Types;
using static Unrolled.Onnx.Protocol.TensorProto.Types;

namespace Unrolled.Onnx.Conformance;

/// <summary>A test's model with one input, which is what a network takes: its parameters as constants, several data as stretches.</summary>
internal static class OneInput
{
    private const string Name = "samples";

    /// <summary>An input's numbers.</summary>
    public static SampleValue Samples(OnnxTest test, int input)
    {
        Tensor tensor = new TensorReader(null).Read(test.Input(input));
        return new SampleValue(test.Inputs[input].Name, tensor.Extents, tensor.ToFloats());
    }

    /// <summary>The model with all inputs but data as constants, for a batch of any size.</summary>
    public static ModelProto WithConstants(OnnxTest test, IReadOnlyList<int> data)
    {
        ModelProto model = test.Model.Clone();
        model.Graph.Input.Clear();
        for (int i = 0; i < test.Inputs.Count; i++)
        {
            if (!data.Contains(i))
            {
                model.Graph.Initializer.Add(test.Input(i));
                continue;
            }

            ValueInfoProto input = test.Inputs[i].Clone();
            input.Type.TensorType.Shape.Dim[0] = new() { DimParam = "N" };
            model.Graph.Input.Add(input);
        }

        foreach (ValueInfoProto output in model.Graph.Output)
            output.Type.TensorType.Shape = null;
        model.Graph.ValueInfo.Clear();
        return model;
    }

    /// <summary>The model as a network is imported from: data that are several are slices of one input, brought to their shapes.</summary>
    public static ModelProto Of(OnnxTest test, IReadOnlyList<int> data)
    {
        ModelProto model = WithConstants(test, data);
        ValueInfoProto[] inputs = [.. data.Select(i => test.Inputs[i].Clone())];
        model.Graph.Input.Clear();
        if (inputs.Length == 1)
        {
            model.Graph.Input.Add(inputs);
            return model;
        }

        SampleValue[] values = [.. data.Select(i => Samples(test, i))];
        ValueInfoProto one = inputs[0].Clone();
        one.Name = Name;
        one.Type.TensorType.Shape = new();
        one.Type.TensorType.Shape.Dim.Add(new[] { values[0].Batch, values.Sum(static v => v.Length) }
            .Select(static extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        model.Graph.Input.Add(one);
        var nodes = new List<NodeProto>();
        long begin = 0;
        foreach (SampleValue value in values)
        {
            nodes.Add(Slice(value, begin));
            nodes.Add(Reshape(value));
            begin += value.Length;
        }

        model.Graph.Initializer.Add([.. values.Select(static v => List($"{v.Name} shape", [0, .. v.Extents[1..]]))]);
        NodeProto[] own = [.. model.Graph.Node];
        model.Graph.Node.Clear();
        model.Graph.Node.Add([.. nodes, .. own]);
        return model;

        NodeProto Slice(SampleValue value, long from)
        {
            string starts = $"{value.Name} from", ends = $"{value.Name} to", axes = $"{value.Name} axis";
            model.Graph.Initializer.Add([List(starts, [from]), List(ends, [from + value.Length]), List(axes, [1])]);
            var node = new NodeProto { OpType = "Slice" };
            node.Input.Add([Name, starts, ends, axes]);
            node.Output.Add($"{value.Name} stretch");
            return node;
        }
    }

    /// <summary>The numbers of all data as the one input has them: sample by sample.</summary>
    public static float[] Values(OnnxTest test, IReadOnlyList<int> data)
    {
        SampleValue[] values = [.. data.Select(i => Samples(test, i))];
        return [.. Enumerable.Range(0, (int)values[0].Batch)
            .SelectMany(sample => values.SelectMany(v => v.Values[(sample * v.Length)..((sample + 1) * v.Length)]))];
    }

    private static NodeProto Reshape(SampleValue value)
    {
        var node = new NodeProto { OpType = "Reshape" };
        node.Input.Add([$"{value.Name} stretch", $"{value.Name} shape"]);
        node.Output.Add(value.Name);
        return node;
    }

    private static TensorProto List(string name, long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.Add(values);
        return tensor;
    }
}
