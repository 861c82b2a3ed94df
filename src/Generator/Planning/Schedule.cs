using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>The operations of one phase of training, in order.</summary>
/// <param name="Group">On each group.</param>
/// <param name="Merge">Once for the batch: what is made of its numbers.</param>
internal sealed record PhaseNodes(List<Node> Group, List<Node> Merge);

/// <summary>
/// Cuts training into phases: an operation runs as soon as the batch's numbers that it needs are there. Operations without samples behind them, such as a
/// frozen normalisation's scale or a random mask, are left out: each phase that needs their result computes it.
/// </summary>
internal static class Schedule
{
    public static IReadOnlyList<PhaseNodes> Of(IEnumerable<Node> nodes)
    {
        // The phase in which a value is there, and the one behind which a shared number is.
        var ready = new Dictionary<Tensor, int>();
        // A network of views alone has a phase too: its outputs are handed out there.
        var phases = new List<PhaseNodes> { new([], []) };
        var starts = new List<Node>();
        foreach (Node node in nodes)
        {
            IEnumerable<Tensor> inputs = node.Inputs.Select(static t => t is Value v ? v.Root : t);
            bool whole = node is Map { Output: not Value };
            int level = inputs.Select(t => ready.TryGetValue(t, out int at) ? t is Shared && !whole ? at + 1 : at : -1).DefaultIfEmpty(-1).Max();
            if ((whole && level < 0) || node is Present or RandomMask)
                continue;
            level = Math.Max(level, 0);
            // What is written in several steps, such as a state's first row, belongs together.
            level = node.Writes.Select(v => ready.TryGetValue(v, out int at) ? at : 0).Append(level).Max();
            while (phases.Count <= level)
                phases.Add(new PhaseNodes([], []));
            // A beginning needs nothing, and belongs to the phase of what goes on from there.
            if (node is Start && !ready.ContainsKey(((Value)node.Output).Root))
            {
                starts.Add(node);
                continue;
            }

            foreach (Node start in starts.Where(s => node.Writes.Concat(inputs).Contains(((Value)s.Output).Root)).ToList())
            {
                phases[level].Group.Add(start);
                starts.Remove(start);
            }

            (whole ? phases[level].Merge : phases[level].Group).Add(node);
            foreach (Tensor output in node is BatchNode batch ? batch.Results : node.Writes.Cast<Tensor>().Append(node.Output))
                ready[output] = level;
        }

        return phases;
    }
}
