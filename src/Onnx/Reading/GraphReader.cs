using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Protocol;
using static Unrolled.Onnx.Protocol.AttributeProto.Types;
using static Unrolled.Onnx.Protocol.TensorProto.Types;

namespace Unrolled.Onnx.Reading;

/// <summary>Makes a graph of a model's messages.</summary>
internal static class GraphReader
{
    private const int Nodes = 100_000;

    /// <param name="model">The messages.</param>
    /// <param name="directory">Where files beside the model lie; null for a model that is no file.</param>
    /// <param name="output">The output that is wanted; the only one if null.</param>
    /// <exception cref="InvalidDataException">The graph is damaged, or has other inputs and outputs than one each.</exception>
    /// <exception cref="UnsupportedModelException">Nodes have what no layer has.</exception>
    public static ModelGraph Read(ModelProto model, string? directory, string? output)
    {
        GraphProto graph = model.Graph;
        if (graph.Node.Count > Nodes)
            throw new InvalidDataException($"the model has {graph.Node.Count:N0} nodes, but at most {Nodes:N0} are read.");
        var tensors = new TensorReader(directory);
        var constants = new Dictionary<string, Tensor>();
        foreach (TensorProto tensor in graph.Initializer)
            constants[tensor.Name] = Named($"tensor {Words.Short(tensor.Name)}", () => tensors.Read(tensor));

        ValueInfoProto input = Input(graph, constants);
        long[] shape = Shape(input, out DataType type, out long batch);
        var read = new ModelGraph
        {
            Nodes = Ordered(graph, tensors, constants, input.Name),
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

    /// <summary>The nodes, each behind those whose values it takes.</summary>
    private static List<Node> Ordered(GraphProto graph, TensorReader tensors, Dictionary<string, Tensor> constants, string input)
    {
        var problems = new List<UnsupportedNode>();
        var known = new HashSet<string>(constants.Keys) { input, "" };
        var nodes = new List<Node>();
        foreach (NodeProto proto in graph.Node)
        {
            string title = Title(proto);
            if (proto.OpType.Length == 0)
                throw new InvalidDataException($"node {title} has no operator; the file is damaged.");
            if (proto.Input.FirstOrDefault(i => !known.Contains(i)) is { } missing)
            {
                throw new InvalidDataException(
                    $"node {title} ({Words.Short(proto.OpType)}) takes {Words.Short(missing)}, which no node before it gives; the "
                    + "file is damaged.");
            }

            if (proto.Output.Where(static o => o.Length > 0).FirstOrDefault(o => !known.Add(o)) is { } twice)
                throw new InvalidDataException($"node {title} gives {Words.Short(twice)}, which is there already; the file is damaged.");
            if (proto.Output.Count == 0 || proto.Output.All(static o => o.Length == 0))
                throw new InvalidDataException($"node {title} ({Words.Short(proto.OpType)}) gives nothing; the file is damaged.");
            try
            {
                nodes.Add(Read(proto, tensors));
            }
            catch (NodeException reason)
            {
                problems.Add(new UnsupportedNode(title, Words.Short(proto.OpType), reason.Message));
            }
        }

        return problems.Count == 0 ? nodes : throw new UnsupportedModelException(problems);
    }

    /// <summary>What a node is called in messages: it need not have a name.</summary>
    private static string Title(NodeProto proto)
    {
        string? made = proto.Output.FirstOrDefault(static o => o.Length > 0);
        return proto.Name.Length > 0 ? Words.Short(proto.Name) : made is null ? "(makes nothing)" : $"(makes {Words.Short(made)})";
    }

    private static Node Read(NodeProto proto, TensorReader tensors)
    {
        string domain = proto.Domain is "" or "ai.onnx" ? "" : Words.Short(proto.Domain) + ".";
        var attributes = new Dictionary<string, object>();
        foreach (AttributeProto attribute in proto.Attribute)
            attributes[attribute.Name] = Value(attribute, tensors);
        return new Node(Words.Short(proto.Name), domain + Words.Short(proto.OpType), [.. proto.Input], [.. proto.Output], attributes);
    }

    private static object Value(AttributeProto attribute, TensorReader tensors) => attribute.Type switch
    {
        AttributeType.Float => attribute.F,
        AttributeType.Int => attribute.I,
        AttributeType.String => Words.Short(attribute.S.ToStringUtf8()),
        AttributeType.Tensor when attribute.T is not null => tensors.Read(attribute.T),
        AttributeType.Floats => attribute.Floats.ToArray(),
        AttributeType.Ints => attribute.Ints.ToArray(),
        AttributeType.Strings => attribute.Strings.Select(static s => Words.Short(s.ToStringUtf8())).ToArray(),
        _ => throw new NodeException(
            $"attribute {Words.Short(attribute.Name)} is {attribute.Type}, but numbers, texts and tensors are expected; "
            + "export the model without control flow"),
    };

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
