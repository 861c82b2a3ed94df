namespace Unrolled.Generator.Plans;

/// <summary>
/// What of a region is taken, and when: a tree over moments, each half of which is a tree again. Looking at all that is placed for each
/// buffer, thousands of them would take minutes; here each looks at a few nodes, and what lies side by side in one is one stretch.
/// </summary>
/// <param name="moments">How many moments there are.</param>
internal sealed class TakenMemory(int moments)
{
    /// <summary>By node, what is taken at all of its moments; the root is 1, a node's halves are at twice its number.</summary>
    private readonly Dictionary<int, Stretches> _always = [];

    /// <summary>By node, what is taken at any of its moments by what does not outlast the node.</summary>
    private readonly Dictionary<int, Stretches> _ever = [];

    /// <summary>Takes the lowest place that is free from a moment to another one, both included.</summary>
    /// <returns>Where it begins.</returns>
    /// <exception cref="OverflowException">There is none within 32 bits.</exception>
    public int Take(int first, int last, int length)
    {
        var inTheWay = new List<Stretches>();
        Visit(1, 0, moments - 1, first, last, node => Add(inTheWay, _always, node), node => Add(inTheWay, _ever, node));
        int start = 0;
        // Each may move it to where another one is in the way.
        while (inTheWay.Any(s => s.Pass(ref start, length)))
        {
        }

        int end = checked(start + length);
        Visit(
            1, 0, moments - 1, first, last, node => Of(_ever, node).Take(start, end),
            node =>
            {
                Of(_ever, node).Take(start, end);
                Of(_always, node).Take(start, end);
            });
        return start;
    }

    /// <summary>Goes through the nodes that make up a time, and through those around them.</summary>
    private static void Visit(int node, int from, int to, int first, int last, Action<int> around, Action<int> inside)
    {
        if (last < from || to < first)
            return;
        if (first <= from && to <= last)
        {
            inside(node);
            return;
        }

        around(node);
        int middle = from + (to - from) / 2;
        Visit(2 * node, from, middle, first, last, around, inside);
        Visit(2 * node + 1, middle + 1, to, first, last, around, inside);
    }

    private static void Add(List<Stretches> list, Dictionary<int, Stretches> nodes, int node)
    {
        if (nodes.TryGetValue(node, out Stretches? stretches))
            list.Add(stretches);
    }

    private static Stretches Of(Dictionary<int, Stretches> nodes, int node)
    {
        if (!nodes.TryGetValue(node, out Stretches? stretches))
            nodes[node] = stretches = new Stretches();
        return stretches;
    }
}
