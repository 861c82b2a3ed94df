using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Patterns;

/// <summary>The last step taken from a recurrent layer's outputs of all steps is its state behind the last step.</summary>
internal static class LastSteps
{
    public static Node[]? Find(Node node, Matcher graph)
    {
        if (node.Operator != "Gather" || graph.Constant(node.Input(1)) is not { Length: 1, Rank: 0 } index)
            return null;
        // Steps, directions, batch, units; the directions are one and may be gone.
        string all = graph.OnlyMaker(node.Input(0), "Squeeze") is { } squeezed ? squeezed.Input(0) : node.Input(0);
        if (graph.OnlyMaker(all, "LSTM", "GRU", "RNN") is not { } layer || layer.Output != all
            || layer.Text("direction", "forward") != "forward")
            return null;
        long steps = graph.Shape(all)[0];
        bool isLast = Facts.Axis(node.Integer("axis", 0), graph.Shape(node.Input(0)).Length) == 0
            && (index[0] == -1 || index[0] == steps - 1);
        if (!isLast || layer.Integer("layout", 0) != 0)
            return null;
        string state = layer.Outputs.Length > 1 && layer.Outputs[1].Length > 0 ? layer.Outputs[1] : "";
        if (state.Length > 0)
            return [Squeeze(node, state, graph)];

        // Nobody else takes all steps: this one stays, and gives the state alone.
        long[] shape = graph.Shape(all);
        string last = graph.NewValue(node.Output, shape[1..]);
        return [layer with { Outputs = ["", last] }, Squeeze(node, last, graph)];
    }

    private static Node Squeeze(Node node, string state, Matcher graph) => graph.Shape(node.Output).Length == graph.Shape(state).Length
        ? new Node(node.Name, "Identity", [state], node.Outputs, Node.Bare)
        : new Node(node.Name, "Squeeze", [state, graph.Graph.AddConstant(node.Output, Tensor.List(0))], node.Outputs, Node.Bare);
}
