using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>One place chosen of joined values is a place of one of them: the last layer's state among those of all layers.</summary>
internal static class Parts
{
    public static Node[]? Chosen(Node node, Matcher graph)
    {
        if (node.Operator != "Gather" || graph.Constant(node.Input(1)) is not { Length: 1 } index
            || graph.Maker(node.Input(0), "Concat") is not { } joined)
            return null;
        long[] shape = graph.Shape(node.Input(0));
        int axis = Facts.Axis(node.Integer("axis", 0), shape.Length);
        if (Facts.Axis(joined.Integer("axis", 0), shape.Length) != axis)
            return null;
        long place = index.ToIntegers()[0];
        place += place < 0 ? shape[axis] : 0;
        foreach (string part in joined.Inputs)
        {
            long extent = graph.Shape(part)[axis];
            if (place >= 0 && place < extent)
            {
                string own = graph.Graph.AddConstant(node.Input(1), new Tensor(index.Extents, [place]));
                return [node with { Inputs = [part, own] }];
            }

            place -= extent;
        }

        return null;
    }
}
