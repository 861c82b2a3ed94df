namespace Unrolled.Onnx.Saving;

/// <summary>Recurrent layers: steps come first in ONNX, gates in another order, and directions are an axis.</summary>
internal static class RecurrentWriters
{
    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        // PyTorch's order is i, f, g, o; ONNX's i, o, f, c.
        new("Lstm", static layer => Write(layer, new("LSTM", [0, 3, 1, 2], ["h", "c"]))),
        // PyTorch's order is r, z, n; ONNX's z, r, h.
        new("Gru", static layer =>
            Write(layer, new("GRU", [1, 0, 2], ["h"]), ("linear_before_reset", layer.Layer.Flag("ResetAfter")))),
        new("Rnn", static layer => Write(layer, new("RNN", [0], ["h"]), ("activations", Activations(layer)))),
    ];

    private static string Write(SavedLayer layer, Cell cell, params (string, object)[] more)
    {
        (SavedGraph graph, LayerDescription told) = (layer.Graph, layer.Layer);
        string[] directions = Directions(layer);
        int units = told.Integer("Units"), steps = layer.X.Shape[0];
        string x = graph.Node("Transpose", [layer.X.Name], ("perm", new[] { 1, 0, 2 }));
        string Stacked(params string[] roles)
        {
            SavedTensor[] tensors = [.. directions.SelectMany(end => roles.Select(role => layer.Tensor(role + end)))];
            float[] values = [.. tensors.SelectMany(tensor => InOrder(tensor.Values, cell.Gates))];
            long[] shape = tensors[0].Shape.Length == 2
                ? [directions.Length, tensors[0].Shape[0], tensors[0].Shape[1]]
                : [directions.Length, values.Length / directions.Length];
            return graph.Floats(shape, values);
        }

        string weights = Stacked("weight_ih_l0"), states = Stacked("weight_hh_l0");
        string biases = layer.Find("bias_ih_l0") is null ? "" : Stacked("bias_ih_l0", "bias_hh_l0");
        string[] starts = told.Flag("InitialState") ? ["", .. cell.States.Select(state => Start(layer, x, state))] : [];
        string[] operands = [x, weights, states, biases, .. starts];
        while (operands[^1].Length == 0)
            operands = operands[..^1];
        (string, object)[] attributes =
            [("hidden_size", units), ("direction", directions.Length == 2 ? "bidirectional" : "forward"), .. more];
        // What nobody takes has no name, so that no runtime makes it.
        bool isAll = told.Flag("ReturnSequences");
        string[] outputs = graph.Node(cell.Type, operands, isAll ? [true] : [false, true], attributes);
        return isAll ? Sequence(layer, outputs[0], steps) : Last(layer, outputs[1]);
    }

    /// <summary>[steps, directions, batch, units] as steps and features of a batch.</summary>
    private static string Sequence(SavedLayer layer, string y, int steps)
    {
        if (Directions(layer).Length == 1)
        {
            string squeezed = layer.Graph.Node("Squeeze", [y, layer.Graph.Integers(1)]);
            return layer.Graph.Node("Transpose", [squeezed], ("perm", new[] { 1, 0, 2 }));
        }

        string turned = layer.Graph.Node("Transpose", [y], ("perm", new[] { 2, 0, 1, 3 }));
        return layer.Reshape(turned, [steps, layer.Layer.Output[1]]);
    }

    /// <summary>[directions, batch, units] as features of a batch.</summary>
    private static string Last(SavedLayer layer, string h)
    {
        if (Directions(layer).Length == 1)
            return layer.Graph.Node("Squeeze", [h, layer.Graph.Integers(0)]);
        string turned = layer.Graph.Node("Transpose", [h], ("perm", new[] { 1, 0, 2 }));
        return layer.Reshape(turned, layer.Layer.Output);
    }

    /// <summary>A state before the first step, the same for every sample of the batch.</summary>
    private static string Start(SavedLayer layer, string x, string state)
    {
        SavedGraph graph = layer.Graph;
        string[] directions = Directions(layer);
        int units = layer.Layer.Integer("Units");
        float[] values = [.. directions.SelectMany(end => layer.Tensor($"initial_{state}{end}").Values)];
        string start = graph.Floats([directions.Length, 1, units], values);
        string batch = graph.Node("Slice", [graph.Node("Shape", [x]), graph.Integers(1), graph.Integers(2)]);
        string shape = graph.Node("Concat", [graph.Integers(directions.Length), batch, graph.Integers(units)], ("axis", 0));
        return graph.Node("Expand", [start, shape]);
    }

    /// <summary>What the names of each direction's parameters end in.</summary>
    private static string[] Directions(SavedLayer layer) => layer.Layer.Flag("Bidirectional") ? ["", "_reverse"] : [""];

    private static string[] Activations(SavedLayer layer)
    {
        string function = layer.Layer.Member("Nonlinearity") == "ReLU" ? "Relu" : "Tanh";
        return [.. Directions(layer).Select(_ => function)];
    }

    private static IEnumerable<float> InOrder(float[] values, int[] gates)
    {
        int length = values.Length / gates.Length;
        return gates.SelectMany(gate => values.AsSpan(gate * length, length).ToArray());
    }

    /// <param name="Type">The operator.</param>
    /// <param name="Gates">For each of its gates the place of the network's.</param>
    /// <param name="States">The names of its states.</param>
    private sealed record Cell(string Type, int[] Gates, string[] States);
}
