using Google.Protobuf;
using Unrolled.Onnx.Protocol;

namespace Unrolled.Benchmarks.Peers;

/// <summary>A recurrent layer's model as one step of it, whose state comes and goes as an input and an output.</summary>
internal static class OnnxStep
{
    /// <summary>The model, and what its states are called; what comes in is called so with a 0 behind it.</summary>
    /// <param name="layer">The layer alone, as <c>Onnx.Save</c> writes it.</param>
    /// <param name="units">The width of its states.</param>
    public static (byte[] Model, string[] States) Of(byte[] layer, int units)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(layer);
        GraphProto graph = model.Graph;
        NodeProto cell = graph.Node.Single(static node => node.OpType is "LSTM" or "GRU");
        string[] states = cell.OpType == "LSTM" ? ["h", "c"] : ["h"];
        ValueInfoProto x = graph.Input.Single();
        // One step of one sample has the same memory in any order of these axes.
        foreach (TensorShapeProto.Types.Dimension one in x.Type.TensorType.Shape.Dim.Take(2))
            (one.DimParam, one.DimValue) = ("", 1);
        graph.Node.Clear();
        graph.Node.Add(cell);
        graph.Output.Clear();
        cell.Input[0] = x.Name;
        // Behind the biases stand the lengths of sequences, which are left out.
        cell.Input.Add(["", .. states.Select(static state => state + "0")]);
        cell.Output.Clear();
        cell.Output.Add(["", .. states]);
        foreach (string state in states)
        {
            graph.Input.Add(Value(state + "0", units));
            graph.Output.Add(Value(state, units));
        }

        return (model.ToByteArray(), states);
    }

    private static ValueInfoProto Value(string name, int units)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(((long[])[1, 1, units]).Select(static extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        const int Float = 1;
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = Float, Shape = shape } } };
    }
}
