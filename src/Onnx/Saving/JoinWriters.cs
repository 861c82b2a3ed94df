namespace Unrolled.Onnx.Saving;

/// <summary>What is made of several values, or of a value and a parameter, element by element or side by side.</summary>
internal static class JoinWriters
{
    public static IReadOnlyList<LayerWriter> All { get; } =
    [
        new("Add", static layer => Join(layer, "Add")), new("Subtract", static layer => Join(layer, "Sub")),
        new("Multiply", static layer => Join(layer, "Mul")), new("Divide", static layer => Join(layer, "Div")),
        new("Maximum", static layer => Join(layer, "Max")), new("Minimum", static layer => Join(layer, "Min")),
        new("Concat", Concat), new("MatMul", MatMul),
        new("Scale", static layer => Channels(layer, "Mul", "weight")), new("Offset", static layer => Channels(layer, "Add", "bias")),
        new("PReLU", static layer => Channels(layer, "PRelu", "weight")),
    ];

    private static string Join(SavedLayer layer, string type)
    {
        int rank = layer.Layer.Output.Length;
        string[] operands = [.. layer.Inputs.Select(input => input.Rank == rank ? input.Name : Following(layer, input, rank))];
        return operands.Aggregate((joined, operand) => layer.Graph.Node(type, [joined, operand]));
    }

    /// <summary>A value of one axis with extents of 1 around it, so that it follows the result's axis of channels.</summary>
    private static string Following(SavedLayer layer, SavedValue input, int rank)
    {
        int axis = input.Length == 1 ? 0 : layer.Layer.Integer("Axis");
        return layer.Reshape(input.Name, Enumerable.Range(0, rank).Select(at => at == axis ? input.Length : 1));
    }

    private static string MatMul(SavedLayer layer)
    {
        return layer.Graph.Node("MatMul", [Operand(0, "TransposeLeft"), Operand(1, "TransposeRight")]);

        string Operand(int input, string turned)
        {
            SavedValue value = layer.Inputs[input];
            int last = value.Rank;
            int[] order = [.. Enumerable.Range(0, last - 1), last, last - 1];
            return layer.Layer.Flag(turned) ? layer.Graph.Node("Transpose", [value.Name], ("perm", order)) : value.Name;
        }
    }

    private static string Concat(SavedLayer layer) => layer.Graph.Node(
        "Concat", [.. layer.Inputs.Select(static input => input.Name)], ("axis", layer.Layer.Integer("Axis") + 1));

    private static string Channels(SavedLayer layer, string type, string role)
    {
        string parameter = layer.Layer.Flag("Shared") ? layer.Constant(role) : layer.Along(role, layer.Layer.Integer("Axis"));
        return layer.Graph.Node(type, [layer.X.Name, parameter]);
    }
}
