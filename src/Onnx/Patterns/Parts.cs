using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>Places chosen of joined values that are places of one of them: the last layer's state among those of all layers.</summary>
internal static class Parts
{
    public static Node[]? Chosen(Node node, Matcher graph)
    {
        if (graph.Maker(node.Input(0), "Concat") is not { } joined)
            return null;
        long[] shape = graph.Shape(node.Input(0));
        int axis = Facts.Axis(joined.Integer("axis", 0), shape.Length);
        (long first, long count) = node.Operator switch
        {
            "Gather" => Gathered(node, axis, shape, graph),
            "Slice" => Sliced(node, axis, shape, graph),
            _ => (-1, 0),
        };
        foreach (string part in joined.Inputs)
        {
            long extent = graph.Shape(part)[axis];
            if (first >= 0 && first + count <= extent)
                return [Taken(node, part, axis, first, count, graph)];
            first -= extent;
        }

        return null;
    }

    private static (long First, long Count) Gathered(Node node, int axis, long[] shape, Matcher graph)
    {
        bool isOne = graph.Constant(node.Input(1)) is { Length: 1 } && Facts.Axis(node.Integer("axis", 0), shape.Length) == axis;
        long place = isOne ? graph.Constant(node.Input(1))!.ToIntegers()[0] : 0;
        return isOne ? (place < 0 ? place + shape[axis] : place, 1) : (-1, 0);
    }

    private static (long First, long Count) Sliced(Node node, int axis, long[] shape, Matcher graph)
    {
        Slicing slicing = Slicing.Of(node, new Facts(graph.Graph, node));
        bool isAlone = slicing.Steps.All(static step => step == 1)
            && slicing.Extents.Select((extent, i) => i == axis || extent == shape[i]).All(static whole => whole);
        return isAlone ? (slicing.Starts[axis], slicing.Extents[axis]) : (-1, 0);
    }

    private static Node Taken(Node node, string part, int axis, long first, long count, Matcher graph)
    {
        string Numbers(params long[] numbers) => graph.Graph.AddConstant(node.Output, Tensor.List(numbers));
        if (node.Operator == "Slice")
            return node with { Inputs = [part, Numbers(first), Numbers(first + count), Numbers(axis)] };
        long[] extents = graph.Constant(node.Input(1))!.Extents;
        return node with { Inputs = [part, graph.Graph.AddConstant(node.Input(1), new Tensor(extents, [first]))] };
    }
}
