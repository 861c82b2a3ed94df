using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>A scale or a shift of each filter or unit, behind a convolution or dense layer, moved into its weights and bias.</summary>
internal static class Scales
{
    public static Node[]? IntoLayer(Node node, Matcher graph)
    {
        if (node.Operator is not ("Add" or "Sub" or "Mul" or "Div") || graph.WithConstant(node) is not { } pair
            || graph.OnlyMaker(pair.Value, "Conv", "ConvTranspose", DenseLayers.Operator) is not { } layer
            || graph.Constant(layer.Input(1)) is not { } weight || (layer.Input(2).Length > 0 && graph.Constant(layer.Input(2)) is null))
            return null;
        long[] shape = graph.Shape(layer.Output);
        bool isDense = layer.Operator == DenseLayers.Operator;
        int axis = isDense ? shape.Length - 1 : 1;
        if (!graph.Shape(node.Output).SequenceEqual(shape) || PerFilter(pair.Constant, shape, axis) is not { } each)
            return null;
        bool scales = node.Operator is "Mul" or "Div";
        // A filter's weights lie together, except in a transposed convolution.
        if (scales && layer.Operator == "ConvTranspose")
            return null;
        string weights = layer.Input(1);
        Tensor? old = graph.Constant(layer.Input(2));
        if ((old ?? each).Length != each.Length || weight.Length % each.Length != 0)
            return null;
        Func<double, double, double> join = node.Operator switch
        {
            "Add" => static (a, b) => a + b,
            "Sub" => static (a, b) => a - b,
            "Mul" => static (a, b) => a * b,
            _ => static (a, b) => a / b,
        };
        if (scales)
        {
            int row = weight.Length / each.Length;
            weights = graph.Graph.AddConstant(weights,
                Tensor.Of(weight.Extents, isFloat: true, weight.Elements.Select((w, i) => join(w, each[i / row]))));
        }

        string[] parameters = [weights];
        if (old is not null || !scales)
        {
            Tensor bias = Tensor.Of([each.Length], isFloat: true, each.Elements.Select((e, i) => join(old?[i] ?? 0, e)));
            parameters = [weights, graph.Graph.AddConstant(layer.Input(1), bias)];
        }

        return [layer with { Inputs = [layer.Input(0), .. parameters], Outputs = node.Outputs }];
    }

    /// <summary>A number for each place of one axis, where a constant differs along no other.</summary>
    private static Tensor? PerFilter(Tensor constant, long[] shape, int axis)
    {
        int more = shape.Length - constant.Rank;
        bool varies = constant.Extents.Where((extent, i) => extent != 1 && i + more != axis).Any();
        return more < 0 || varies ? null : Broadcasting.Expand(constant.As(constant.Length), [shape[axis]]);
    }
}
