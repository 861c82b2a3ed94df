using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Values that a later phase makes again rather than take from the batch's memory: cheap functions of one value that this phase reads
/// anyhow, such as a normalisation and the activation behind it. What a batch keeps of a convolutional network is more than a cache holds,
/// so that each such value would be written to memory once and read from there once.
/// </summary>
internal static class Remaking
{
    /// <summary>Floats of a sample from which on a group's value is more than stays in a first-level cache beside others.</summary>
    private const int LeastFloats = 1024;

    /// <summary>Instructions that take no longer than a vector from memory: a normalisation has 3, most activations fewer.</summary>
    private const int MostInstructions = 8;

    /// <summary>Adds the operations to the phases that need them.</summary>
    /// <param name="phases">The phases in order.</param>
    /// <param name="stages">The stages that the program has.</param>
    public static void Run(IReadOnlyList<PhaseNodes> phases, IReadOnlyCollection<Stage> stages)
    {
        Dictionary<Value, Map> makers = Makers(phases, stages);
        foreach (PhaseNodes phase in makers.Count == 0 ? [] : phases)
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
                if (!makers.TryGetValue(value, out Map? maker) || !there.Add(value))
                    return;
                Make(Source(maker)!);
                phase.Group.Add(maker);
            }
        }
    }

    /// <summary>What is made again wherever it is read, and by which operation.</summary>
    private static Dictionary<Value, Map> Makers(IReadOnlyList<PhaseNodes> phases, IReadOnlyCollection<Stage> stages)
    {
        var cheap = new Dictionary<Value, Map>();
        Dictionary<Value, int> made = [], last = [];
        HashSet<Value> fixedInMemory = [];
        for (int phase = 0; phase < phases.Count; phase++)
        {
            foreach (Node node in phases[phase].Group)
            {
                foreach (Value read in Read(node))
                    last[read] = phase;
                foreach (Value written in node.Writes)
                    made[written] = phase;
                if (node is Map map && IsCheap(map))
                    cheap[(Value)map.Output] = map;
                if (node is HandOut { Output: Value handed })
                    fixedInMemory.Add(handed.Root);
                if (node is Contraction sum)
                    fixedInMemory.UnionWith(ContractionLowering.Choose(sum, stages).ReadByChunk(sum).Select(static v => v.Root));
            }

            fixedInMemory.UnionWith(phases[phase].Wide.Concat(phases[phase].Merge).SelectMany(Read));
        }

        // The value behind the functions must be in memory for as long anyhow.
        bool IsKept(Value value) => last.TryGetValue(value, out int read) && made.TryGetValue(Behind(value), out int before)
            && (read == made[value] || (before < read && last[Behind(value)] >= read));
        return cheap.Where(c => !fixedInMemory.Contains(c.Key) && IsKept(c.Key)).ToDictionary(static c => c.Key, static c => c.Value);

        Value Behind(Value value) => cheap.TryGetValue(value, out Map? map) ? Behind(Source(map)!) : value;
    }

    private static IEnumerable<Value> Read(Node node) => node.Inputs.OfType<Value>().Select(static v => v.Root);

    /// <summary>Whether a function takes few instructions and, besides numbers that samples share, one value of its shape.</summary>
    private static bool IsCheap(Map map) => map.Output is Value { Viewed: null, Part: null } output
        && output.Shape.Length >= LeastFloats && Source(map) is { Viewed: null, Part: null } && map.Formula.Cost <= MostInstructions;

    private static Value? Source(Map map)
    {
        Value[] values = [.. map.Inputs.OfType<Value>()];
        return values is [var only] && map.IsFull(only) ? only.Root : null;
    }
}
