using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Protocol;
using static Unrolled.Onnx.Protocol.TensorProto.Types;

namespace Unrolled.Onnx.Reading;

/// <summary>Makes a graph of a model's messages.</summary>
internal static class GraphReader
{
    /// <param name="model">The messages.</param>
    /// <param name="directory">Where files beside the model lie; null for a model that is no file.</param>
    /// <param name="output">The output that is wanted; the only one if null.</param>
    /// <exception cref="InvalidDataException">The graph is damaged, or has other inputs and outputs than one each.</exception>
    /// <exception cref="UnsupportedModelException">Nodes have what no layer has.</exception>
    public static ModelGraph Read(ModelProto model, string? directory, string? output)
    {
        GraphProto graph = model.Graph;
        var tensors = new TensorReader(directory);
        var constants = new Dictionary<string, Tensor>();
        foreach (TensorProto tensor in graph.Initializer)
            constants[tensor.Name] = Named($"tensor {Words.Short(tensor.Name)}", () => tensors.Read(tensor));

        ValueInfoProto input = Input(graph, constants);
        long[] shape = Shape(input, out DataType type, out long batch);
        var read = new ModelGraph
        {
            Nodes = new NodeReader(tensors, constants, input.Name).Read(graph),
            Constants = constants,
            Input = input.Name,
            TakesTokens = type is DataType.Int32 or DataType.Int64,
            FixedBatch = batch,
            Output = Output(graph, output),
            Origin = Origin(model),
        };
        read.Shapes[input.Name] = shape;
        Upgrades.Apply(read, ModelFile.Operators(model));
        return read;
    }

    private static ValueInfoProto Input(GraphProto graph, Dictionary<string, Tensor> constants)
    {
        // Before version 4 of the format, tensors stand among the inputs too.
        ValueInfoProto[] inputs = [.. graph.Input.Where(i => !constants.ContainsKey(i.Name))];
        return inputs.Length == 1 ? inputs[0] : throw new InvalidDataException(
            $"the model takes {inputs.Length} inputs{Listed(inputs)}, but a network takes one; export it with one.");
    }

    private static string Output(GraphProto graph, string? wanted)
    {
        string[] outputs = [.. graph.Output.Select(static o => o.Name)];
        if (wanted is null && outputs.Length != 1)
        {
            throw new InvalidDataException(
                $"the model gives {outputs.Length} outputs{Listed(graph.Output)}, but a network gives one; choose it.");
        }

        return wanted is null || outputs.Contains(wanted) || graph.Node.Any(n => n.Output.Contains(wanted))
            ? wanted ?? outputs[0]
            : throw new InvalidDataException($"the model has no value \"{Words.Short(wanted)}\"; its outputs are{Listed(graph.Output)}.");
    }

    private static string Listed(IReadOnlyCollection<ValueInfoProto> values) =>
        values.Count == 0 ? "" : $" ({string.Join(", ", values.Take(10).Select(static v => Words.Short(v.Name)))})";

    /// <summary>The input's extents with the batch in front, and the batch that they tell.</summary>
    private static long[] Shape(ValueInfoProto input, out DataType type, out long batch)
    {
        string name = Words.Short(input.Name);
        if (input.Type?.TensorType is not { } tensor)
            throw new InvalidDataException($"input {name} is no tensor, but one of floats or tokens is expected.");
        type = (DataType)tensor.ElemType;
        if (type is not (DataType.Float or DataType.Int32 or DataType.Int64))
            throw new InvalidDataException(
                $"input {name} is {TensorReader.Name(type)}, but float, or int64 tokens, are expected; convert the model.");
        if (tensor.Shape is not { Dim.Count: > 1 } shape)
            throw new InvalidDataException($"input {name} has no extents behind the batch; export the model with those of its input.");
        if (shape.Dim.Count > Tensor.MostAxes)
            throw new InvalidDataException($"input {name} has {shape.Dim.Count:N0} axes, but at most {Tensor.MostAxes} are expected.");
        batch = shape.Dim[0].DimValue;
        long[] behind = [.. shape.Dim.Skip(1).Select(static d => d.DimValue)];
        int open = Array.FindIndex(behind, static e => e is < 1 or > int.MaxValue);
        if (open >= 0)
        {
            string given = shape.Dim[open + 1].HasDimParam ? $"\"{Words.Short(shape.Dim[open + 1].DimParam)}\"" : $"{behind[open]}";
            throw new InvalidDataException(
                $"axis {open + 1} of input {name} is {given}, but all extents behind the batch must be known; export the model with "
                + "fixed ones.");
        }

        return [Batch.Number, .. behind];
    }

    private static string Origin(ModelProto model)
    {
        string producer = Words.Short($"{model.ProducerName} {model.ProducerVersion}".Trim());
        return $"{(producer.Length > 0 ? producer : "an unnamed producer")}, opset {ModelFile.Operators(model)}";
    }

    private static Tensor Named(string what, Func<Tensor> read)
    {
        try
        {
            return read();
        }
        catch (NodeException reason)
        {
            throw new InvalidDataException($"{what}: {reason.Message}.", reason);
        }
    }
}
