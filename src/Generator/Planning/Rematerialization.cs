using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Values that a later phase makes again rather than take from the batch's memory: cheap functions of one value that is kept for that phase
/// anyhow, such as a normalisation and the activation behind it. What a batch keeps of a convolutional network is more than a cache holds,
/// so that each such value would be written to memory once and read from there once.
/// </summary>
internal static class Rematerialization
{
    /// <summary>Floats of a sample from which on a group's value is more than stays in a first-level cache beside others.</summary>
    private const int LeastFloats = 1024;

    /// <summary>Instructions from the kept value on that take no longer than a vector from memory: a normalisation has 3.</summary>
    private const int MostInstructions = 8;

    /// <summary>Adds the operations to the phases that need them.</summary>
    /// <param name="phases">The phases in order.</param>
    /// <param name="stages">The stages that the program has.</param>
    public static void Run(IReadOnlyList<PhaseNodes> phases, IReadOnlyCollection<Stage> stages)
    {
        IReadOnlyDictionary<Value, Chain> chains = phases.Count > 1 ? Chains(phases, stages) : new Dictionary<Value, Chain>();
        foreach (PhaseNodes phase in chains.Count == 0 ? [] : phases)
        {
            Node[] nodes = [.. phase.Group];
            HashSet<Value> there = [.. nodes.SelectMany(static n => n.Writes)];
            phase.Group.Clear();
            foreach (Node node in nodes)
            {
                foreach (Value read in Read(node))
                    Make(read);
                phase.Group.Add(node);
            }

            void Make(Value value)
            {
                if (!chains.TryGetValue(value, out Chain? chain) || !there.Add(value))
                    return;
                Make(chain.Source);
                phase.Group.Add(chain.Maker);
            }
        }
    }

    /// <summary>What is made again wherever it is read.</summary>
    private static Dictionary<Value, Chain> Chains(IReadOnlyList<PhaseNodes> phases, IReadOnlyCollection<Stage> stages)
    {
        var chains = new Dictionary<Value, Chain>();
        Dictionary<Value, int> made = [], last = [];
        HashSet<Value> elsewhere = [];
        for (int phase = 0; phase < phases.Count; phase++)
        {
            foreach (Node node in phases[phase].Group)
            {
                foreach (Value read in Read(node))
                    last[read] = phase;
                foreach (Value written in node.Writes)
                    made[written] = phase;
                if (ChainOf(node, chains) is { } chain)
                    chains[(Value)node.Output] = chain;
                if (node is HandOut { Output: Value handed })
                    elsewhere.Add(handed.Root);
                if (node is Contraction sum)
                    elsewhere.UnionWith(ContractionLowering.Choose(sum, stages).ReadByChunk(sum).Select(static v => v.Root));
            }

            elsewhere.UnionWith(phases[phase].Wide.Concat(phases[phase].Merge).SelectMany(Read));
        }

        // The value behind the functions must be in memory for as long anyhow.
        bool IsKept(Value value, Value kept) => last.TryGetValue(value, out int read)
            && (read == made[value] || (made.TryGetValue(kept, out int before) && before < read && last[kept] >= read));
        return chains.Where(c => !elsewhere.Contains(c.Key) && IsKept(c.Key, c.Value.Kept))
            .ToDictionary(static c => c.Key, static c => c.Value);
    }

    /// <summary>The chain that a function ends, if it takes one large value and few instructions.</summary>
    private static Chain? ChainOf(Node node, Dictionary<Value, Chain> before)
    {
        if (node is not Map { Output: Value { Viewed: null, Part: null } output } map || output.Shape.Length < LeastFloats)
            return null;
        Value[] values = [.. map.Inputs.OfType<Value>().Take(2)];
        if (values is not [var only] || !map.IsFull(only))
            return null;
        Chain? source = before.TryGetValue(only.Root, out Chain? known) ? known : null;
        int cost = map.Formula.Cost + (source?.Cost ?? 0);
        // The end of too long a chain is kept, and another one may begin there.
        return cost <= MostInstructions ? new Chain(map, only.Root, source?.Kept ?? only.Root, cost) : null;
    }

    private static IEnumerable<Value> Read(Node node) => Lifetimes.Roots(node.Inputs);

    /// <summary>A function, what it is of, the value at the chain's beginning, and the instructions from there on.</summary>
    private sealed record Chain(Map Maker, Value Source, Value Kept, int Cost);
}
