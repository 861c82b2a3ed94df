using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Unrolled.Benchmarks.Peers;

/// <summary>
/// Writes an ONNX model as bytes: nodes in a row, each taking the last one's output. The numbers of the fields are those of
/// <see href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</see>.
/// </summary>
internal sealed class OnnxModel
{
    private readonly MemoryStream _nodes = new(), _constants = new(), _inputs = new(), _outputs = new();
    private int _count;

    /// <summary>The name of the value that the next node takes.</summary>
    public string Last { get; set; } = "";

    public string Input(string name, params long[] shape)
    {
        Put(_inputs, 11, Value(name, shape));
        return Last = name;
    }

    public void Output(string name, params long[] shape) => Put(_outputs, 12, Value(name, shape));

    public string Constant(float[] values, params long[] shape) => Constant(1, MemoryMarshal.AsBytes<float>(values), shape);

    public string Constant(long[] values, params long[] shape) => Constant(7, MemoryMarshal.AsBytes<long>(values), shape);

    /// <summary>A node of one output, named so or as nobody else.</summary>
    public string Node(string type, string[] inputs, (string Name, object Value)[]? attributes = null, params string[] outputs)
    {
        if (outputs.Length == 0)
            outputs = [$"v{_count++}"];
        var node = new MemoryStream();
        foreach (string input in inputs)
            Put(node, 1, ByteString.CopyFromUtf8(input));
        foreach (string output in outputs)
            Put(node, 2, ByteString.CopyFromUtf8(output));
        Put(node, 4, ByteString.CopyFromUtf8(type));
        foreach ((string name, object value) in attributes ?? [])
            Put(node, 5, Attribute(name, value));
        Put(_nodes, 1, Bytes(node));
        return Last = outputs[0];
    }

    public byte[] ToArray(string name)
    {
        var graph = new MemoryStream();
        graph.Write(_nodes.ToArray());
        Put(graph, 2, ByteString.CopyFromUtf8(name));
        graph.Write(_constants.ToArray());
        graph.Write(_inputs.ToArray());
        graph.Write(_outputs.ToArray());
        var operators = new MemoryStream();
        Put(operators, 2, 17);
        var model = new MemoryStream();
        Put(model, 1, 8);
        Put(model, 7, Bytes(graph));
        Put(model, 8, Bytes(operators));
        return model.ToArray();
    }

    private string Constant(int type, ReadOnlySpan<byte> bytes, long[] shape)
    {
        string name = $"constant{_count++}";
        var tensor = new MemoryStream();
        foreach (long extent in shape)
            Put(tensor, 1, extent);
        Put(tensor, 2, type);
        Put(tensor, 8, ByteString.CopyFromUtf8(name));
        Put(tensor, 9, ByteString.CopyFrom(bytes));
        Put(_constants, 5, Bytes(tensor));
        return name;
    }

    private static ByteString Value(string name, long[] shape)
    {
        var dimensions = new MemoryStream();
        foreach (long extent in shape)
        {
            var dimension = new MemoryStream();
            Put(dimension, 1, extent);
            Put(dimensions, 1, Bytes(dimension));
        }

        MemoryStream tensor = new(), type = new(), value = new();
        Put(tensor, 1, 1);
        Put(tensor, 2, Bytes(dimensions));
        Put(type, 1, Bytes(tensor));
        Put(value, 1, ByteString.CopyFromUtf8(name));
        Put(value, 2, Bytes(type));
        return Bytes(value);
    }

    private static ByteString Attribute(string name, object value)
    {
        var attribute = new MemoryStream();
        Put(attribute, 1, ByteString.CopyFromUtf8(name));
        switch (value)
        {
            case long number:
                Put(attribute, 3, number);
                Put(attribute, 20, 2);
                break;
            case long[] numbers:
                foreach (long number in numbers)
                    Put(attribute, 8, number);
                Put(attribute, 20, 7);
                break;
            default:
                throw new NotSupportedException($"Attribute {name} of {value.GetType()}.");
        }

        return Bytes(attribute);
    }

    private static ByteString Bytes(MemoryStream stream) => ByteString.CopyFrom(stream.ToArray());

    private static void Put(MemoryStream stream, int field, ByteString bytes)
    {
        using var coded = new CodedOutputStream(stream, leaveOpen: true);
        coded.WriteTag(field, WireFormat.WireType.LengthDelimited);
        coded.WriteBytes(bytes);
    }

    private static void Put(MemoryStream stream, int field, long number)
    {
        using var coded = new CodedOutputStream(stream, leaveOpen: true);
        coded.WriteTag(field, WireFormat.WireType.Varint);
        coded.WriteInt64(number);
    }
}
