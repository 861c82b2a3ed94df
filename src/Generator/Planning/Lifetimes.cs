using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>How long values live: which memory keeps them.</summary>
/// <param name="Kept">Values that later phases need, or wide work, which runs once all groups are done.</param>
/// <param name="Wide">Values that wide work makes.</param>
/// <param name="Chunk">Values that the work of a chunk reads.</param>
/// <param name="Locals">Values of a scan of which only the running step is ever needed.</param>
internal sealed record Lifetimes(HashSet<Value> Kept, HashSet<Value> Wide, HashSet<Value> Chunk, HashSet<Value> Locals)
{
    public static Lifetimes None => new([], [], [], []);

    /// <summary>The memory of a value that is whole.</summary>
    public Region RegionOf(Value root) =>
        Kept.Contains(root) || Wide.Contains(root) ? Region.Batch : Chunk.Contains(root) ? Region.Chunk : Region.Group;

    /// <summary>Those of one phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="kept">What <see cref="AcrossPhases"/> gave.</param>
    /// <param name="stages">The stages that the program has.</param>
    public static Lifetimes Of(PhaseNodes phase, HashSet<Value> kept, IReadOnlyCollection<Stage> stages)
    {
        IEnumerable<Value> chunk = phase.Group.OfType<Contraction>()
            .SelectMany(c => ContractionLowering.Choose(c, stages).ReadByChunk(c)).Select(static v => v.Root);
        HashSet<Value> wide = [.. phase.Wide.SelectMany(static n => n.Writes)];
        return new Lifetimes(kept, wide, [.. chunk], [.. LocalsOf(phase.Group, v => kept.Contains(v) || wide.Contains(v))]);
    }

    /// <summary>The values that are made in one phase and needed in another, or needed by wide work.</summary>
    public static HashSet<Value> AcrossPhases(IReadOnlyList<PhaseNodes> phases)
    {
        var kept = new HashSet<Value>();
        var makers = new Dictionary<Value, int>();
        for (int phase = 0; phase < phases.Count; phase++)
        {
            foreach (Node node in phases[phase].Group)
            {
                kept.UnionWith(Roots(node.Inputs).Where(v => makers.TryGetValue(v, out int made) && made < phase));
                foreach (Value written in node.Writes)
                    makers[written] = phase;
            }

            // What wide work hands to itself may be fused away.
            HashSet<Value> inside = [.. phases[phase].Wide.SelectMany(static n => n.Writes)];
            kept.UnionWith(Roots(phases[phase].Wide.SelectMany(static n => n.Inputs)).Where(v => !inside.Contains(v)));
            foreach (Value written in inside)
                makers[written] = phase;
        }

        return kept;
    }

    /// <summary>The values that only one scan's body touches, all at the running step: they need no memory for others.</summary>
    private static IEnumerable<Value> LocalsOf(IReadOnlyList<Node> nodes, Func<Value, bool> isKept)
    {
        static IEnumerable<Value> Touched(Node node) => node.Inputs.Append(node.Output).OfType<Value>();
        IEnumerable<Value> elsewhere = nodes.Where(static n => n is not Scan).SelectMany(Touched).Select(static v => v.Root);
        HashSet<Value> outside = [.. elsewhere];
        IEnumerable<(Node Scan, Value Part)> touched =
            nodes.OfType<Scan>().SelectMany(scan => scan.Body.SelectMany(Touched).Select(part => ((Node)scan, part)));
        foreach (IGrouping<Value, (Node Scan, Value Part)> root in touched.GroupBy(static t => t.Part.Root))
        {
            bool one = root.Select(static t => (t.Scan, t.Part.Owner.Part?.At[0])).Distinct().Count() == 1;
            if (one && root.First().Part.Owner.Part is { Moves: true } && !outside.Contains(root.Key) && !isKept(root.Key))
                yield return root.Key;
        }
    }

    /// <summary>The values in memory behind tensors.</summary>
    public static IEnumerable<Value> Roots(IEnumerable<Tensor> tensors) => tensors.OfType<Value>().Select(static v => v.Root);
}
