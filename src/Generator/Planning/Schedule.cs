using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>The operations of one phase of training, in order.</summary>
/// <param name="Group">On each group.</param>
/// <param name="Merge">Once for the batch: what is made of its numbers.</param>
/// <param name="Wide">At last over the whole batch: those of wide layers.</param>
internal sealed record PhaseNodes(List<Node> Group, List<Node> Merge, List<Node> Wide)
{
    public static PhaseNodes Empty => new([], [], []);
}

/// <summary>
/// Cuts training into phases: an operation runs as soon as the batch's numbers that it needs are there. Operations without samples
/// behind them, such as a frozen normalisation's scale or a random mask, are left out: each phase that needs their result computes it.
/// </summary>
internal sealed class Schedule
{
    /// <summary>Where in a phase something is made.</summary>
    private enum Stage
    {
        Group,
        Merge,
        Wide,
    }

    /// <summary>The phase and the stage in which a tensor is there.</summary>
    private readonly Dictionary<Tensor, (int Phase, Stage Stage)> _ready = [];

    // A network of views alone has a phase too: its outputs are handed out there.
    private readonly List<PhaseNodes> _phases = [PhaseNodes.Empty];
    private readonly List<Node> _starts = [];
    private readonly Dictionary<Value, int> _uses;

    private Schedule(IReadOnlyList<Node> nodes) => _uses = nodes.SelectMany(static n => n.Inputs).OfType<Value>()
        .GroupBy(static v => v.Root).ToDictionary(static g => g.Key, static g => g.Count());

    /// <summary>The phases of operations.</summary>
    /// <param name="nodes">The operations in order.</param>
    /// <param name="handedOut">A value that groups hand out at the end.</param>
    public static IReadOnlyList<PhaseNodes> Of(IReadOnlyList<Node> nodes, Value? handedOut)
    {
        var schedule = new Schedule(nodes);
        foreach (Node node in nodes)
            schedule.Place(node);
        if (handedOut is not null)
            schedule.Reach(schedule.PhaseAfter(handedOut.Root, Stage.Group));
        return schedule._phases;
    }

    /// <summary>Whether an operation is worked off over the whole batch: the products of a wide layer.</summary>
    private static bool IsWide(Node node) => node is Contraction c
        && ((c.Right as Parameter)?.Role == ParameterRole.WideWeight || (c.Output as Gradient)?.Parameter.Role == ParameterRole.WideWeight);

    private void Place(Node node)
    {
        IReadOnlyList<Tensor> inputs = [.. node.Inputs.Select(static t => t is Value v ? v.Root : t)];
        bool whole = node is Map { Output: not Value };
        if (node is Present or RandomMask || (whole && !inputs.Any(_ready.ContainsKey)))
            return;
        Stage stage = whole ? Stage.Merge : IsWide(node) || Follows(node, inputs) ? Stage.Wide : Stage.Group;
        // A weight gradient wants its layer's gradients sample by sample: each group turns its own.
        Stage wanted = stage == Stage.Wide && node.Output is Gradient ? Stage.Group : stage;
        int phase = inputs.Select(t => PhaseAfter(t, wanted)).DefaultIfEmpty(0).Max();
        // What is written in several steps, such as a state's first row, belongs together.
        phase = node.Writes.Select(v => PhaseAfter(v, stage)).Append(phase).Max();
        Reach(phase);
        // A beginning needs nothing, and belongs to the phase of what goes on from there.
        if (node is Start && !_ready.ContainsKey(((Value)node.Output).Root))
        {
            _starts.Add(node);
            return;
        }

        foreach (Node start in _starts.Where(s => node.Writes.Concat(inputs).Contains(((Value)s.Output).Root)).ToList())
        {
            _phases[phase].Group.Add(start);
            _starts.Remove(start);
        }

        PhaseNodes nodes = _phases[phase];
        (stage switch { Stage.Group => nodes.Group, Stage.Merge => nodes.Merge, _ => nodes.Wide }).Add(node);
        // The numbers of a batch node are there once all groups are done.
        IEnumerable<Tensor> outputs = node is BatchNode batch ? batch.Results : node.Writes.Cast<Tensor>().Append(node.Output);
        foreach (Tensor output in outputs)
            _ready[output] = (phase, output is Shared ? Stage.Merge : stage);
    }

    /// <summary>The first phase in which something made may be used at a stage.</summary>
    private int PhaseAfter(Tensor tensor, Stage stage) =>
        !_ready.TryGetValue(tensor, out var made) ? 0 : made.Stage <= stage ? made.Phase : made.Phase + 1;

    /// <summary>
    /// Whether an element-wise function goes with the wide layer that makes its first operand: nothing else takes that, and all others
    /// are there.
    /// </summary>
    private bool Follows(Node node, IReadOnlyList<Tensor> inputs)
    {
        if (node is not Map { Output: Value } map || map.Inputs[0] is not Value first || !map.IsFull(first) || _uses[first.Root] != 1)
            return false;
        return _ready.TryGetValue(first.Root, out var made) && made.Stage == Stage.Wide && inputs.Skip(1).All(IsThere);

        bool IsThere(Tensor tensor)
        {
            if (tensor is Parameter)
                return true;
            return _ready.TryGetValue(tensor, out var at) && (at.Phase < made.Phase || (at.Phase == made.Phase && at.Stage < Stage.Wide));
        }
    }

    private void Reach(int phase)
    {
        while (_phases.Count <= phase)
            _phases.Add(PhaseNodes.Empty);
    }
}
