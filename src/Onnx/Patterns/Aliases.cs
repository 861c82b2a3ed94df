using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Patterns;

/// <summary>Nodes that give what they take, in inference: their output is another name of the input.</summary>
internal static class Aliases
{
    private static readonly HashSet<long> Floats = [1, 10, 11, 16];

    public static void Remove(ModelGraph graph)
    {
        var names = new Dictionary<string, string>();
        string Of(string name) => names.GetValueOrDefault(name, name);
        var nodes = new List<Node>();
        foreach (Node node in graph.Nodes)
        {
            Node renamed = node with { Inputs = [.. node.Inputs.Select(Of)] };
            // The model's output keeps its name.
            if (IsAlias(graph, renamed) && node.Output != graph.Output)
                names[node.Output] = renamed.Inputs[0];
            else
                nodes.Add(renamed);
        }

        graph.Nodes = nodes;
    }

    /// <summary>Whether a dropout drops.</summary>
    public static bool IsTraining(ModelGraph graph, Node node) =>
        node.Input(2).Length > 0 && !IsZero(graph, node.Input(2)) && !IsZero(graph, node.Input(1));

    private static bool IsZero(ModelGraph graph, string name) => graph.TryConstant(name, out Tensor? constant) && constant.IsAll(0);

    private static bool IsAlias(ModelGraph graph, Node node) => node.Operator switch
    {
        "Identity" => true,
        "Dropout" => !IsTraining(graph, node),
        "Cast" => Floats.Contains(node.Integer("to", 1)) || (graph.TakesTokens && node.Input(0) == graph.Input),
        _ => false,
    };
}
