using Unrolled.Onnx.Graphs;

namespace Unrolled.Onnx.Patterns;

/// <summary>
/// What exporters take apart, put together. A pattern looks at a node and what makes its inputs, and gives nodes in its place, of
/// which the last gives what it gave; those that nobody takes from any more go by themselves.
/// </summary>
internal static class Rewriter
{
    // Chains of transposes get shorter by a turn each; more turns than that are no model's.
    private const int Turns = 64;

    private static readonly Func<Node, Matcher, Node[]?>[] Recognised =
    [
        Transposes.Merge,
        Transposes.Sink,
        Gelu.Find,
        Gates.Find,
        Softpluses.Find,
        LocalResponses.Find,
        LayerNorms.Find,
        LayerNorms.Absorb,
        LayerNorms.Statistics,
        DenseLayers.FromGemm,
        DenseLayers.FromMatMul,
        Paddings.IntoWindow,
        LastSteps.Find,
        Parts.Chosen,
        Repetitions.LeftOut,
        MultipliedNorms.Find,
    ];

    // What a layer could take in may be a piece of another one: this waits until none is recognised any more.
    private static readonly Func<Node, Matcher, Node[]?>[] All = [.. Recognised, Scales.IntoLayer];

    public static void Apply(ModelGraph graph)
    {
        Aliases.Remove(graph);
        foreach (Func<Node, Matcher, Node[]?>[] patterns in new[] { Recognised, All })
        {
            bool changed = true;
            for (int turn = 0; changed && turn < Turns; turn++)
            {
                graph.RemoveUnused();
                changed = Turn(graph, patterns);
            }
        }

        graph.RemoveUnused();
    }

    private static bool Turn(ModelGraph graph, Func<Node, Matcher, Node[]?>[] patterns)
    {
        var matcher = new Matcher(graph);
        var nodes = new List<Node>();
        bool changed = false;
        foreach (Node node in graph.Nodes)
        {
            Node[]? better = patterns.Select(pattern => pattern(node, matcher)).FirstOrDefault(static made => made is not null);
            changed |= better is not null;
            foreach (Node made in better ?? [node])
            {
                matcher.Made(made);
                nodes.Add(made);
            }
        }

        graph.Nodes = nodes;
        Aliases.Remove(graph);
        return changed;
    }
}
