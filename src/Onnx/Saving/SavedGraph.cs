using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Unrolled.Onnx.Protocol;
using static Unrolled.Onnx.Protocol.AttributeProto.Types;
using DataType = Unrolled.Onnx.Protocol.TensorProto.Types.DataType;

namespace Unrolled.Onnx.Saving;

/// <summary>The nodes and constants of a model that is written.</summary>
internal sealed class SavedGraph(string name)
{
    public const string Input = "input", Output = "output";
    private const int Opset = 17, Format = 8;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly Dictionary<string, SavedTensor> _tensors = [];
    private int _count;

    /// <summary>The layer that nodes and constants belong to.</summary>
    public string Scope { get; set; } = "";

    /// <summary>A node of one output, which it names.</summary>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node(type, inputs, [true], attributes)[0];

    /// <summary>A node of several outputs.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="inputs">What it takes.</param>
    /// <param name="taken">Which of its outputs are taken.</param>
    /// <param name="attributes">Its attributes.</param>
    public string[] Node(string type, string[] inputs, bool[] taken, params (string Name, object Value)[] attributes)
    {
        // Names of this form are none that parameters have, nor the model's input and output.
        string title = $"/{Scope}/{type}_{_count++}";
        var node = new NodeProto { OpType = type, Name = title };
        node.Input.Add(inputs);
        node.Output.Add(taken.Select((isTaken, i) => isTaken ? $"{title}_output_{i}" : ""));
        node.Attribute.Add(attributes.Select(static a => Attribute(a.Name, a.Value)));
        _graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>A parameter as a constant of its name; tied layers share it, unless one of them wants it in another form.</summary>
    public string Tensor(SavedTensor tensor)
    {
        bool isNew = _tensors.TryAdd(tensor.Name, tensor);
        SavedTensor known = _tensors[tensor.Name];
        bool isSame = known.Shape.SequenceEqual(tensor.Shape) && known.Values.AsSpan().SequenceEqual(tensor.Values);
        if (!isNew && isSame)
            return tensor.Name;
        string title = isNew ? tensor.Name : ConstantName();
        return AddConstant(title, DataType.Float, [.. tensor.Shape], MemoryMarshal.AsBytes<float>(tensor.Values));
    }

    public string Floats(long[] shape, params float[] values) =>
        AddConstant(ConstantName(), DataType.Float, shape, MemoryMarshal.AsBytes<float>(values));

    /// <summary>The same number several times.</summary>
    public string Filled(int length, float value) => Floats([length], [.. Enumerable.Repeat(value, length)]);

    public string Number(double value) => Floats([], (float)value);

    public string Integers(params long[] values) =>
        AddConstant(ConstantName(), DataType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(values));

    /// <summary>The model, with the last layer's value as its output.</summary>
    public ModelProto ToModel(NetworkInfo info, string last, bool takesTokens)
    {
        Scope = Output;
        // The input, or one value under two names, is no output.
        if (last == Input)
            last = Node("Identity", [Input]);
        foreach (NodeProto node in _graph.Node)
        {
            Rename(node.Input, last);
            Rename(node.Output, last);
        }

        _graph.Input.Add(Value(Input, takesTokens ? DataType.Int64 : DataType.Float, info.Input));
        _graph.Output.Add(Value(Output, DataType.Float, info.Output));
        var model = new ModelProto { IrVersion = Format, ProducerName = "Unrolled", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return model;
    }

    private static void Rename(IList<string> names, string last)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == last)
                names[i] = Output;
        }
    }

    private string ConstantName() => $"/{Scope}/constant_{_count++}";

    private string AddConstant(string title, DataType type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        // The format has the lowest byte first, as every machine that .NET's vectors run on.
        var tensor = new TensorProto { Name = title, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.Add(shape);
        _graph.Initializer.Add(tensor);
        return title;
    }

    private static ValueInfoProto Value(string title, DataType type, ImmutableArray<int> shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        dimensions.Dim.Add(shape.Select(static extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions };
        return new ValueInfoProto { Name = title, Type = new TypeProto { TensorType = tensor } };
    }

    private static AttributeProto Attribute(string title, object value)
    {
        var attribute = new AttributeProto { Name = title };
        switch (value)
        {
            case int number:
                (attribute.Type, attribute.I) = (AttributeType.Int, number);
                break;
            case bool flag:
                (attribute.Type, attribute.I) = (AttributeType.Int, flag ? 1 : 0);
                break;
            case float number:
                (attribute.Type, attribute.F) = (AttributeType.Float, number);
                break;
            case double number:
                (attribute.Type, attribute.F) = (AttributeType.Float, (float)number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case string[] texts:
                attribute.Type = AttributeType.Strings;
                attribute.Strings.Add(texts.Select(ByteString.CopyFromUtf8));
                break;
            case IEnumerable<int> numbers:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.Add(numbers.Select(static n => (long)n));
                break;
            default:
                throw new NotSupportedException($"An attribute {title} of type {value.GetType().Name} cannot be written.");
        }

        return attribute;
    }
}
