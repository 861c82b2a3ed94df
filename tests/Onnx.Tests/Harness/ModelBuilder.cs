using System.Runtime.InteropServices;
using Google.Protobuf;
using Unrolled.Onnx.Protocol;
using static Unrolled.Onnx.Protocol.AttributeProto.Types;
using DataType = Unrolled.Onnx.Protocol.TensorProto.Types.DataType;

namespace Unrolled.Onnx.Tests;

/// <summary>A model, node by node; each takes the last one's output unless told.</summary>
internal sealed class ModelBuilder
{
    private readonly GraphProto _graph = new() { Name = "graph" };
    private readonly Random _random = new(1);
    private int _count;

    /// <param name="shape">The extents of the input behind the batch.</param>
    /// <param name="opset">The operators' version.</param>
    /// <param name="batch">The batch; open where it is 0.</param>
    /// <param name="tokens">How many tokens there are; 0 for floats.</param>
    public ModelBuilder(long[] shape, int opset = 17, long batch = 0, int tokens = 0)
    {
        (Shape, Opset, Batch, Tokens) = (shape, opset, batch, tokens);
        var dims = new TensorShapeProto();
        dims.Dim.Add(batch == 0 ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new() { DimValue = batch });
        dims.Dim.AddRange(shape.Select(static e => new TensorShapeProto.Types.Dimension { DimValue = e }));
        _graph.Input.Add(Value("x", tokens > 0 ? DataType.Int64 : DataType.Float, dims));
        Last = "x";
    }

    public long[] Shape { get; }

    public int Opset { get; }

    public long Batch { get; }

    public int Tokens { get; }

    /// <summary>The name of the last node's output.</summary>
    public string Last { get; set; }

    public GraphProto Graph => _graph;

    /// <summary>A constant of random numbers.</summary>
    public string Random(params long[] shape) => Named($"random{_count++}", shape);

    /// <summary>A constant of random numbers with a name.</summary>
    public string Named(string name, params long[] shape)
    {
        long count = shape.Aggregate(1L, static (product, extent) => product * extent);
        return Floats(name, shape, [.. Enumerable.Range(0, (int)count).Select(_ => _random.NextSingle() - 0.5f)]);
    }

    /// <summary>A constant of positive random numbers.</summary>
    public string Positive(params long[] shape)
    {
        long count = shape.Aggregate(1L, static (product, extent) => product * extent);
        return Floats($"positive{_count++}", shape, [.. Enumerable.Range(0, (int)count).Select(_ => _random.NextSingle() + 0.5f)]);
    }

    public string Floats(long[] shape, params float[] values) => Floats($"floats{_count++}", shape, values);

    public string Number(float value) => Floats([], value);

    public string Integers(params long[] values) => Integers([values.Length], values);

    public string Integers(long[] shape, long[] values)
    {
        string name = $"integers{_count++}";
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Int64, RawData = Bytes<long>(values) };
        tensor.Dims.Add(shape);
        _graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>A node that takes the last one's output and these constants.</summary>
    public ModelBuilder Then(string type, string[]? constants = null, params (string Name, object Value)[] attributes)
    {
        Node(type, [Last, .. constants ?? []], attributes);
        return this;
    }

    /// <summary>A node, and its first output.</summary>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node(type, inputs, 1, attributes)[0];

    /// <summary>A node of several outputs.</summary>
    public string[] Node(string type, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = $"{type}_{_count}" };
        node.Input.Add(inputs);
        node.Output.Add(Enumerable.Range(0, outputs).Select(_ => $"v{_count++}"));
        node.Attribute.Add(attributes.Select(static a => Attribute(a.Name, a.Value)));
        _graph.Node.Add(node);
        Last = node.Output[0];
        return [.. node.Output];
    }

    /// <summary>The model, whose output is the last node's.</summary>
    public ModelProto Model()
    {
        var model = new ModelProto { IrVersion = 8, ProducerName = "tests", Graph = _graph.Clone() };
        model.Graph.Output.Add(
            new ValueInfoProto { Name = Last, Type = new TypeProto { TensorType = new() { ElemType = (int)DataType.Float } } });
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        return model;
    }

    /// <summary>The nodes as a branch, whose output is the last one's.</summary>
    /// <param name="name">What the branch calls its values, which another one may call its own so too.</param>
    public GraphProto Branch(string name)
    {
        var branch = new GraphProto { Name = name, Node = { _graph.Node }, Initializer = { _graph.Initializer } };
        branch.Node[^1].Output[0] = name;
        branch.Output.Add(
            new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)DataType.Float } } });
        return branch;
    }

    public byte[] ToArray() => Model().ToByteArray();

    private string Floats(string name, long[] shape, float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float, RawData = Bytes<float>(values) };
        tensor.Dims.Add(shape);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private static ByteString Bytes<T>(ReadOnlySpan<T> values) where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes(values));

    private static ValueInfoProto Value(string name, DataType type, TensorShapeProto shape) =>
        new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)type, Shape = shape } } };

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int number:
                (attribute.Type, attribute.I) = (AttributeType.Int, number);
                break;
            case float number:
                (attribute.Type, attribute.F) = (AttributeType.Float, number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case long[] numbers:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.Add(numbers);
                break;
            case TensorProto tensor:
                (attribute.Type, attribute.T) = (AttributeType.Tensor, tensor);
                break;
            case GraphProto graph:
                (attribute.Type, attribute.G) = (AttributeType.Graph, graph);
                break;
            default:
                throw new NotSupportedException($"{name} is {value.GetType().Name}.");
        }

        return attribute;
    }
}
