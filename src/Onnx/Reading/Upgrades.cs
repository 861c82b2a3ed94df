using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Reading;

/// <summary>
/// Nodes of older operators in the form of newer ones, so that nothing behind this asks for the version: attributes that became
/// inputs are constants.
/// </summary>
internal static class Upgrades
{
    // The attributes by operator, in the order of the inputs from the second on.
    private static readonly Dictionary<string, string[]> Moved = new()
    {
        ["Squeeze"] = ["axes"],
        ["Unsqueeze"] = ["axes"],
        ["Clip"] = ["min", "max"],
        ["Pad"] = ["pads", "value"],
        ["Slice"] = ["starts", "ends", "axes"],
        ["Split"] = ["split"],
        ["Upsample"] = ["scales"],
        ["Dropout"] = ["ratio"],
        ["ReduceMean"] = ["axes"],
        ["ReduceSum"] = ["axes"],
        ["ReduceMax"] = ["axes"],
        ["ReduceMin"] = ["axes"],
        ["ReduceProd"] = ["axes"],
    };

    public static void Apply(ModelGraph graph, long operators)
    {
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            Node node = graph.Nodes[i];
            if (Moved.TryGetValue(node.Operator, out string[]? names) && names.Any(node.Has))
                node = WithInputs(graph, node, names);
            // Until version 12 these act on all axes from one on as if they were one.
            if (operators < 13 && node.Operator is "Softmax" or "LogSoftmax" && operators < 13)
                node = node.With("flattens", 1L);
            graph.Nodes[i] = node;
        }
    }

    private static Node WithInputs(ModelGraph graph, Node node, string[] names)
    {
        var inputs = node.Inputs.Take(1).ToList();
        var attributes = new Dictionary<string, object>(node.Attributes);
        foreach (string name in names)
        {
            attributes.Remove(name);
            inputs.Add(!node.Attributes.TryGetValue(name, out object? value) ? node.Input(inputs.Count) : graph.AddConstant(node.Output, value switch
            {
                float number => Tensor.Scalar(number),
                long number => Tensor.Scalar(number, isFloat: false),
                long[] numbers => Tensor.List(numbers),
                float[] numbers => new Tensor([numbers.Length], numbers),
                _ => throw new InvalidDataException($"node {node.Title} ({node.Operator}): attribute {name} is no number; the file is damaged."),
            }));
        }

        return node with { Inputs = [.. inputs], Attributes = attributes };
    }
}
