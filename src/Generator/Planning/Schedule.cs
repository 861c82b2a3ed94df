using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>When in a program an operation runs.</summary>
internal enum Stage
{
    /// <summary>Once a call, before the first group: what is made of parameters alone.</summary>
    Prepare,

    /// <summary>On each group.</summary>
    Group,

    /// <summary>Once the groups of a chunk are done.</summary>
    Chunk,

    /// <summary>Once all groups of the batch are done: what is made of its numbers.</summary>
    Merge,

    /// <summary>At last over the whole batch: wide layers.</summary>
    Wide,
}

/// <summary>The operations of one phase, in order.</summary>
/// <param name="Group">On each group.</param>
/// <param name="Merge">Once for the batch: what is made of its numbers.</param>
/// <param name="Wide">At last over the whole batch: those of wide layers.</param>
internal sealed record PhaseNodes(List<Node> Group, List<Node> Merge, List<Node> Wide)
{
    public static PhaseNodes Empty => new([], [], []);
}

/// <summary>A program's operations by the time at which they run.</summary>
/// <param name="Prepare">Once a call.</param>
/// <param name="Phases">What is done between two merges.</param>
internal sealed record Scheduled(IReadOnlyList<Node> Prepare, IReadOnlyList<PhaseNodes> Phases);

/// <summary>
/// Cuts a program into phases: an operation runs as soon as the batch's numbers that it needs are there. What costs less than to be kept,
/// such as the packed input or a random mask, is made anew in each phase that needs it.
/// </summary>
internal sealed class Schedule
{
    /// <summary>The phase and the stage in which a tensor is there.</summary>
    private readonly Dictionary<Tensor, (int Phase, Stage Stage)> _ready = [];

    // A network of views alone has a phase too: its outputs are handed out there.
    private readonly List<PhaseNodes> _phases = [PhaseNodes.Empty];
    private readonly List<Node> _prepare = [];
    private int _turn;

    /// <summary>Beginnings whose phase is not known yet, by the value that they begin, and in which turn they came.</summary>
    private readonly Dictionary<Value, List<(int Turn, Node Node)>> _starts = [];
    private readonly Dictionary<Tensor, Node> _supplies = [];
    private readonly Dictionary<Value, int> _uses;
    private readonly IReadOnlyCollection<Stage> _stages;

    private Schedule(IReadOnlyList<Node> nodes, IReadOnlyCollection<Stage> stages)
    {
        _stages = stages;
        _uses = nodes.SelectMany(static n => n.Inputs).OfType<Value>()
            .GroupBy(static v => v.Root).ToDictionary(static g => g.Key, static g => g.Count());
    }

    /// <summary>The phases of operations.</summary>
    /// <param name="nodes">The operations in order.</param>
    /// <param name="stages">The stages that the program has.</param>
    /// <param name="cancel">Ends the work.</param>
    public static Scheduled Of(IReadOnlyList<Node> nodes, IReadOnlyCollection<Stage> stages, CancellationToken cancel = default)
    {
        var schedule = new Schedule(nodes, stages);
        foreach (Node node in nodes)
        {
            cancel.ThrowIfCancellationRequested();
            schedule.Place(node);
        }

        Rematerialization.Run(schedule._phases, stages);
        schedule.Supply(cancel);
        return new Scheduled(schedule._prepare, schedule._phases);
    }

    private void Place(Node node)
    {
        IReadOnlyList<Tensor> inputs = [.. Roots(node)];
        if (node is Present or RandomMask or TakeInput)
        {
            _supplies.Add(node.Output, node);
            return;
        }

        bool whole = node is Map { Output: not Value };
        if (whole && !inputs.Any(_ready.ContainsKey))
        {
            _prepare.Add(node);
            return;
        }

        Stage stage = whole ? Stage.Merge : IsWide(node) || Follows(node, inputs) ? Stage.Wide : Stage.Group;
        // A weight gradient wants its layer's gradients sample by sample: each group turns its own.
        Stage wanted = stage == Stage.Wide && node.Output is Gradient ? Stage.Group : stage;
        int phase = inputs.Select(t => PhaseAfter(t, wanted)).DefaultIfEmpty(0).Max();
        // What is written in several steps, such as a state's first row, belongs together; outputs are handed out at the end.
        phase = node.Writes.Select(v => PhaseAfter(v, stage)).Append(phase).Append(node is HandOut ? _phases.Count - 1 : 0).Max();
        Reach(phase);
        // A beginning needs nothing, and belongs to the phase of what goes on from there.
        if (node.Output is Value begun && Begins(node, begun) && !_ready.ContainsKey(begun.Root))
        {
            if (!_starts.TryGetValue(begun.Root, out List<(int Turn, Node Node)>? starts))
                _starts[begun.Root] = starts = [];
            starts.Add((_turn++, node));
            return;
        }

        _phases[phase].Group.AddRange(StartsOf(node.Writes.Concat(inputs.OfType<Value>())));
        PhaseNodes nodes = _phases[phase];
        (stage switch { Stage.Group => nodes.Group, Stage.Merge => nodes.Merge, _ => nodes.Wide }).Add(node);
        // The numbers of a batch node are there once all groups are done.
        IEnumerable<Tensor> outputs = node is BatchNode batch ? batch.Results
            : node is HandOut ? []
            : node.Writes.Cast<Tensor>().Append(node.Output);
        foreach (Tensor output in outputs)
            _ready[output] = (phase, output is Shared ? Stage.Merge : stage);
    }

    /// <summary>Whether an operation begins a value, or goes on from beginnings alone: one that lays an initial state over zeros.</summary>
    private bool Begins(Node node, Value output) => node is Start
        || (node is Map && _starts.ContainsKey(output.Root) && node.Inputs.OfType<Value>().All(v => _starts.ContainsKey(v.Root)));

    /// <summary>The beginnings of values, in the order in which they came; they are taken out.</summary>
    private IEnumerable<Node> StartsOf(IEnumerable<Value> values)
    {
        var found = new List<(int Turn, Node Node)>();
        foreach (Value value in values)
        {
            if (!_starts.TryGetValue(value, out List<(int Turn, Node Node)>? starts))
                continue;
            found.AddRange(starts);
            _starts.Remove(value);
        }

        return found.OrderBy(static s => s.Turn).Select(static s => s.Node);
    }

    /// <summary>
    /// Puts what is made anew in each phase in front of the first operation there that needs it; what wide work needs is made in the first
    /// phase and kept.
    /// </summary>
    private void Supply(CancellationToken cancel)
    {
        HashSet<Tensor> kept = [.. _phases.SelectMany(static p => p.Wide).SelectMany(Roots).Where(_supplies.ContainsKey)];
        _phases[0].Group.InsertRange(0, kept.Select(t => _supplies[t]));
        foreach (PhaseNodes phase in _phases)
        {
            cancel.ThrowIfCancellationRequested();
            var known = new HashSet<Tensor>();
            List<Node> nodes = [.. phase.Group];
            phase.Group.Clear();
            foreach (Node node in nodes)
            {
                foreach (Tensor needed in Roots(node))
                {
                    if (_supplies.TryGetValue(needed, out Node? supply) && !kept.Contains(needed) && known.Add(needed))
                        phase.Group.Add(supply);
                }

                phase.Group.Add(node);
            }
        }
    }

    /// <summary>Whether an operation is worked off over the whole batch.</summary>
    private bool IsWide(Node node) => node is Contraction c && ContractionLowering.Choose(c, _stages).Stage == Stage.Wide;

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
            if (tensor is Parameter or Constant)
                return true;
            return _ready.TryGetValue(tensor, out var at) && (at.Phase < made.Phase || (at.Phase == made.Phase && at.Stage < Stage.Wide));
        }
    }

    private static IEnumerable<Tensor> Roots(Node node) => node.Inputs.Select(static t => t is Value v ? v.Root : t);

    private void Reach(int phase)
    {
        while (_phases.Count <= phase)
            _phases.Add(PhaseNodes.Empty);
    }
}
