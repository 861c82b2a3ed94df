using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// A value that is repeated for an element-wise operation, which repeats it anyhow: PyTorch's <c>x * y.expand_as(x)</c>.
/// </summary>
internal static class Repetitions
{
    public static Node[]? LeftOut(Node node, Matcher graph)
    {
        if (!ShapeRules.ElementWise.Contains(node.Operator))
            return null;
        string[] inputs = [.. node.Inputs.Select(name => graph.Maker(name, "Expand")?.Input(0) ?? name)];
        bool isSame = !inputs.SequenceEqual(node.Inputs)
            && Broadcasting.Shape([.. inputs.Select(graph.Shape)]).SequenceEqual(graph.Shape(node.Output));
        return isSame ? [node with { Inputs = inputs }] : null;
    }
}
