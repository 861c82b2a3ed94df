using System.Text;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>What each pass gives, for people: the whole way of a program on a page.</summary>
internal static class PassDumps
{
    public static string Of(Recipe recipe)
    {
        var text = new StringBuilder();
        Title(text, "operations");
        Write(text, recipe.Nodes, "  ");
        Scheduled scheduled = Schedule.Of(recipe.Nodes, recipe.Stages);
        Title(text, "schedule");
        Write(text, "once a call", scheduled.Prepare);
        HashSet<Value> kept = Lifetimes.AcrossPhases(scheduled.Phases);
        for (int i = 0; i < scheduled.Phases.Count; i++)
        {
            PhaseNodes phase = scheduled.Phases[i];
            string number = scheduled.Phases.Count == 1 ? "" : $"phase {i + 1}, ";
            Write(text, number + "each group", phase.Group);
            Write(text, number + "the batch", phase.Merge);
            Write(text, number + "all threads", phase.Wide);
        }

        Write(text, "each step that is taken", recipe.Finish);
        Title(text, "lifetimes beyond a group");
        foreach (PhaseNodes phase in scheduled.Phases)
            Write(text, phase, Lifetimes.Of(phase, kept, recipe.Stages));
        Title(text, "fusion");
        bool contiguous = recipe.Lanes == LaneAxis.Samples;
        IEnumerable<FusedNode> joined = scheduled.Phases.SelectMany(static p => new[] { p.Group, p.Wide })
            .SelectMany(nodes => Fusion.Run(nodes, kept, contiguous));
        foreach (FusedNode fused in joined.Where(static f => f.Layers.Count > 0))
            text.Append($"  {fused.Node.Layer} takes {string.Join(", ", fused.Layers)}\n");
        Title(text, "sums");
        IEnumerable<Node> all = scheduled.Phases.SelectMany(static p => p.Group.Concat(p.Wide)).SelectMany(Inner);
        foreach (Contraction contraction in all.OfType<Contraction>())
        {
            ContractionLowering way = ContractionLowering.Choose(contraction, recipe.Stages);
            text.Append($"  {contraction.Output}: {way.Name}, by {way.OrderOf(contraction)}\n");
        }

        Title(text, "statements");
        return text.Append(Dump.Of(Passes.Run(recipe))).ToString();
    }

    private static IEnumerable<Node> Inner(Node node) => node is Scan scan ? scan.Body : [node];

    private static void Title(StringBuilder text, string title) => text.Append($"{title}:\n");

    private static void Write(StringBuilder text, string title, IReadOnlyList<Node> nodes)
    {
        if (nodes.Count == 0)
            return;
        text.Append($"  {title}\n");
        Write(text, nodes, "    ");
    }

    private static void Write(StringBuilder text, IEnumerable<Node> nodes, string indent)
    {
        foreach (Node node in nodes)
        {
            string inputs = node.Inputs.Count == 0 ? "" : $" from {string.Join(", ", node.Inputs)}";
            text.Append($"{indent}{node.Layer}: {node.GetType().Name} {node.Output}{inputs}\n");
            if (node is Scan scan)
                Write(text, scan.Body, indent + "  ");
        }
    }

    private static void Write(StringBuilder text, PhaseNodes phase, Lifetimes lifetimes)
    {
        IEnumerable<Value> written = phase.Group.Concat(phase.Wide).SelectMany(static n => n.Writes).Distinct();
        foreach (Value value in written.Where(v => lifetimes.RegionOf(v) != Region.Group))
            text.Append($"  {value}: {lifetimes.RegionOf(value)}\n");
        foreach (Value value in lifetimes.Locals)
            text.Append($"  {value}: the running step\n");
    }
}
