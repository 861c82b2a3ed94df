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
        ["Reshape"] = ["shape"],
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
        ["ReduceL1"] = ["axes"],
        ["ReduceL2"] = ["axes"],
        ["ReduceSumSquare"] = ["axes"],
        ["ReduceLogSum"] = ["axes"],
        ["ReduceLogSumExp"] = ["axes"],
    };

    public static void Apply(ModelGraph graph, long operators) => Apply(graph, graph.Nodes, operators);

    private static void Apply(ModelGraph graph, List<Node> nodes, long operators)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            Node node = nodes[i];
            if (Moved.TryGetValue(node.Operator, out string[]? names) && names.Any(node.Has))
                node = WithInputs(graph, node, names);
            if (operators < 20 && node.Operator == "DFT" && !node.Has("axis"))
                node = node.With("axis", 1L);
            if (operators < 4 && node.Operator == "Concat" && !node.Has("axis"))
                node = node.With("axis", 1L);
            // A slope of each channel lies along the last axes only since version 7.
            if (operators < 7 && node.Operator == "PRelu" && graph.TryConstant(node.Input(1), out Tensor? slopes) && slopes.Length > 1)
                node = node.With("broadcast", 1L).With("axis", 1L);
            // In version 10 places count from their corners, as those of the older Upsample do.
            if (operators < 11 && node.Operator == "Resize" && node.Inputs.Length == 2)
            {
                node = node with { Inputs = [node.Input(0), "", node.Input(1)] };
                node = node.With("coordinate_transformation_mode", "asymmetric").With("nearest_mode", "floor");
            }

            // Until version 12 these act on all axes from one on as if they were one.
            if (operators < 13 && node.Operator is ("Softmax" or "LogSoftmax"))
                node = node.With("flattens", 1L);
            foreach (Branch branch in node.Attributes.Values.OfType<Branch>())
                Apply(graph, branch.Nodes, operators);
            nodes[i] = node;
        }
    }

    /// <summary>
    /// An element-wise node as since version 7: until then, a smaller second operand was laid along the first one's axes from a given one
    /// on, not along the last.
    /// </summary>
    public static Node Aligned(ModelGraph graph, Node node)
    {
        bool isAligned = node.Integer("broadcast", 0) != 0 && node.Has("axis") && node.Inputs.Length == 2;
        if (!isAligned || node.Operator is not ("Add" or "Sub" or "Mul" or "Div" or "Pow" or "PRelu"))
            return node;
        if (!graph.TryConstant(node.Input(1), out Tensor? second) || !graph.Shapes.TryGetValue(node.Input(0), out long[]? first))
            throw new NodeException(
                "it lays a value along another one's axes (broadcast), but a constant is expected; export it with a newer opset");
        int axis = (int)node.Integer("axis", 0), behind = first.Length - (axis < 0 ? axis + first.Length : axis) - second.Rank;
        if (behind < 0 || behind > first.Length)
            throw new NodeException($"its axis {axis} does not fit {Batch.Text(first)}; the file is damaged");
        Tensor laid = second.As([.. second.Extents, .. Enumerable.Repeat(1L, behind)]);
        return node with { Inputs = [node.Input(0), graph.AddConstant(node.Input(1), laid)] };
    }

    /// <summary>A choice by a list of truth values as one by places.</summary>
    public static Node Chosen(ModelGraph graph, Node node)
    {
        if (node.Operator != "Compress" || !node.Has("axis") || !graph.TryConstant(node.Input(1), out Tensor? condition))
            return node;
        long[] places = [.. condition.ToIntegers().Select(static (taken, i) => taken != 0 ? i : -1L).Where(static i => i >= 0)];
        return node with { Operator = "Gather", Inputs = [node.Input(0), graph.AddConstant(node.Input(1), Tensor.List(places))] };
    }

    private static Node WithInputs(ModelGraph graph, Node node, string[] names)
    {
        var inputs = node.Inputs.Take(1).ToList();
        var attributes = new Dictionary<string, object>(node.Attributes);
        foreach (string name in names)
        {
            attributes.Remove(name);
            inputs.Add(!node.Attributes.TryGetValue(name, out object? value) ? node.Input(inputs.Count)
                : graph.AddConstant(node.Output, value switch
                {
                    float number => Tensor.Scalar(number),
                    long number => Tensor.Scalar(number, isFloat: false),
                    long[] numbers => Tensor.List(numbers),
                    float[] numbers => new Tensor([numbers.Length], numbers),
                    _ => throw new InvalidDataException(
                        $"node {node.Title} ({node.Operator}): attribute {name} is no number; the file is damaged."),
                }));
        }

        return node with { Inputs = [.. inputs], Attributes = attributes };
    }
}
