using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Turns a program's operations into statements, phase by phase. Batches, single samples and streams go the same way: what differs, the
/// lanes and the layouts, are data. The rule for each kind of operation is in <see cref="NodeLowering"/>.
/// </summary>
internal sealed class Lowering
{
    private readonly HashSet<Gradient> _begun = [];
    private readonly Dictionary<GatherGradient, Buffer> _tables = [];
    private readonly List<Statement> _last = [];
    private readonly List<Statement> _prepare = [];
    private Dictionary<Stage, List<Statement>> _statements = [];
    private Stage _stage;
    private readonly CancellationToken _cancel;
    private int _stateLength;

    private Lowering(Recipe recipe, CancellationToken cancel)
    {
        _cancel = cancel;
        Recipe = recipe;
        Places = new Places(recipe.Lanes, Add);
    }

    /// <summary>What is lowered.</summary>
    public Recipe Recipe { get; }

    public LaneAxis Lanes => Recipe.Lanes;

    public Places Places { get; }

    /// <summary>The program of a recipe's operations, cut into phases.</summary>
    public static Program Run(Recipe recipe, Scheduled scheduled, CancellationToken cancel = default)
    {
        var lowering = new Lowering(recipe, cancel);
        HashSet<Value> kept = Lifetimes.AcrossPhases(scheduled.Phases);
        lowering._prepare.AddRange(lowering.Apart(() => lowering.LowerAll(scheduled.Prepare, kept)));
        List<Phase> phases = [.. scheduled.Phases.Select(phase => lowering.LowerPhase(phase, kept))];
        if (recipe.Lanes == LaneAxis.Samples)
            phases = [.. phases.Select(static phase => phase with { Group = ChannelBlocks.Of(phase.Group) })];
        IReadOnlyList<Statement> prepare = lowering._prepare;
        IReadOnlyList<Statement> finish = lowering.Apart(() => lowering.LowerAll(recipe.Finish, kept));
        Phase last = phases[phases.Count - 1];
        phases[phases.Count - 1] = last with { Group = [.. last.Group, .. lowering._last] };
        // One sample is a call of its own.
        if (recipe.Lanes == LaneAxis.Features)
            (phases[0], prepare) = (phases[0] with { Group = [.. prepare, .. phases[0].Group] }, []);
        return Program.Of(prepare, phases, finish, lowering._tables, cancel) with { StateLength = lowering._stateLength };
    }

    /// <summary>Adds a statement to the stage that is lowered.</summary>
    public void Add(Statement statement) => Add(_stage, statement);

    /// <summary>Adds a statement to a stage.</summary>
    public void Add(Stage stage, Statement statement) => (stage == Stage.Prepare ? _prepare : _statements[stage]).Add(statement);

    /// <summary>Adds a statement behind all others of the last phase.</summary>
    public void AddLast(Statement statement) => _last.Add(statement);

    /// <summary>Adds the call of a kernel.</summary>
    public void Call(Kernel kernel, params IEnumerable<Operand> operands) => Add(new Statement.Call(kernel, operands));

    /// <summary>Adds the call of a method of the runtime.</summary>
    public void Call(RuntimeMethod method, params IEnumerable<Operand> operands) => Add(new Statement.Call(method, operands));

    /// <summary>The statements that something adds to the stage at hand, taken out of the others.</summary>
    public IReadOnlyList<Statement> Apart(Action lower)
    {
        (Dictionary<Stage, List<Statement>> outside, Stage stage) = (_statements, _stage);
        (_statements, _stage) = (Empty(), Stage.Group);
        lower();
        List<Statement> inside = _statements[Stage.Group];
        (_statements, _stage) = (outside, stage);
        return inside;
    }

    /// <summary>Whether nothing has been added to a gradient before: of tied parameters, the next one adds to the first.</summary>
    public bool Begins(Gradient gradient) => _begun.Add(gradient);

    /// <summary>Whether a gradient is added to: what an earlier operation of the same group began, always.</summary>
    public Operand Adds(Gradient gradient, string? counter = null) =>
        Begins(gradient) ? new Operand.Adds(counter) : new Operand.Truth(true);

    /// <summary>What each group leaves for the runtime to sum by tokens.</summary>
    public void Keep(GatherGradient gradient, Buffer rows) => _tables[gradient] = rows;

    /// <summary>The next floats of the state that one step hands to the next.</summary>
    public Address State(int length)
    {
        Address at = Address.Of(CallerMemory.State).Plus(_stateLength);
        _stateLength += length;
        return at;
    }

    /// <summary>Lowers operations in order; neighbouring element-wise ones of one length share a loop.</summary>
    public void LowerAll(IReadOnlyList<Node> nodes, HashSet<Value> kept)
    {
        IReadOnlyList<FusedNode> fused = Fusion.Run(nodes, kept, contiguous: Lanes == LaneAxis.Samples);
        ILookup<Value, FusedNode> touching = Maps.Touching(fused);
        for (int i = 0; i < fused.Count;)
        {
            _cancel.ThrowIfCancellationRequested();
            int first = i;
            bool MayJoin(FusedNode n) => Maps.IsFlat(n) && Maps.IsAlike(n.Output, fused[first].Output, Lanes)
                && !ReadsView(n, fused.Skip(first).TakeWhile(m => m != n));
            int same = Fusion.Together(fused, i, MayJoin);
            if (same > 0)
                LowerFlat([.. fused.Skip(first).Take(same)]);
            else
                Lower(fused[i]);
            i += Math.Max(same, 1);
        }

        void LowerFlat(IReadOnlyList<FusedNode> loop) => Maps.LowerFlat(this, loop, Maps.Passing(loop, touching, kept));
    }

    /// <summary>
    /// Whether a function reads a view of what others make. One sample's is copied to where its own axes want it, in front of the loop.
    /// </summary>
    private bool ReadsView(FusedNode fused, IEnumerable<FusedNode> others)
    {
        IEnumerable<Value> read = fused.Node.Inputs.Concat(fused.Extras.Select(static e => e.Tensor)).OfType<Value>();
        Value[] views = [.. read.Where(v => Lanes == LaneAxis.Features && v.Viewed is not null)];
        return views.Length > 0 && others.Any(other => other.Output is Value made && views.Any(v => v.Root == made.Root));
    }

    private void Lower(FusedNode fused) => NodeLowering.Of(fused.Node)(this, fused);

    private Phase LowerPhase(PhaseNodes nodes, HashSet<Value> kept)
    {
        _statements = Empty();
        Places.Begin(Lifetimes.Of(nodes, kept, Recipe.Stages));
        _stage = Stage.Group;
        LowerAll(nodes.Group, kept);
        foreach (FusedNode fused in Fusion.Run(nodes.Wide, kept, contiguous: true))
        {
            if (fused.Node is Contraction)
                Lower(fused);
            else
                Add(Stage.Wide, Wide.EachGroup(Apart(() => Lower(fused))));
        }

        _stage = Stage.Merge;
        LowerAll(nodes.Merge, kept);
        return new Phase(_statements[Stage.Group], _statements[Stage.Chunk], _statements[Stage.Merge])
        {
            Wide = [.. _statements[Stage.Wide].Cast<Statement.WideLoop>()],
        };
    }

    private static Dictionary<Stage, List<Statement>> Empty() =>
        ((Stage[])Enum.GetValues(typeof(Stage))).ToDictionary(static stage => stage, static _ => new List<Statement>());
}
