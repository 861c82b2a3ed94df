using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Plans;

/// <summary>Where a statement runs.</summary>
internal enum Scope
{
    /// <summary>On each group.</summary>
    Group,

    /// <summary>Once the groups of a chunk are done.</summary>
    Chunk,

    /// <summary>Once all groups of the batch are done.</summary>
    Batch,
}

/// <summary>What is done between two merges.</summary>
/// <param name="Group">On each group.</param>
/// <param name="Chunk">Then on each chunk.</param>
/// <param name="Merge">Then once, on the batch.</param>
internal sealed record Phase(IReadOnlyList<Statement> Group, IReadOnlyList<Statement> Chunk, IReadOnlyList<Statement> Merge)
{
    /// <summary>At last over the whole batch, one behind the other and each by all threads.</summary>
    public IReadOnlyList<Statement.WideLoop> Wide { get; init; } = [];

    /// <summary>What the merge reads of each group.</summary>
    public IEnumerable<Buffer> Merged => ReadOfGroups(Merge);

    /// <summary>What statements that run once on the batch read of each group.</summary>
    public static IEnumerable<Buffer> ReadOfGroups(IEnumerable<Statement> statements) => statements
        .SelectMany(static statement => statement.Touches)
        .Where(static touch => touch.Buffer.Region == Region.Batch)
        .Select(static touch => touch.Buffer)
        .Distinct();

    public IEnumerable<Statement> All => Group.Concat(Chunk).Concat(Merge).Concat(Wide);

    /// <summary>The phase once memory is planned.</summary>
    public Phase Settled(Func<Buffer, int> strideOf)
    {
        IReadOnlyList<Statement> Each(IReadOnlyList<Statement> statements) => [.. statements.Select(s => s.Settled(strideOf))];
        return new(Each(Group), Each(Chunk), Each(Merge)) { Wide = [.. Each(Wide).Cast<Statement.WideLoop>()] };
    }
}

/// <summary>A program and the memory it needs.</summary>
/// <param name="Prepare">Once a call, before the first group.</param>
/// <param name="Phases">What runs, in order.</param>
/// <param name="Finish">What runs once for a step that is taken.</param>
/// <param name="Values">Floats that one group's run needs.</param>
/// <param name="ChunkStride">Floats that each group of a chunk keeps.</param>
/// <param name="BatchStride">Floats that each group of the batch keeps.</param>
/// <param name="SharedValues">Floats that the batch has once.</param>
/// <param name="Tables">
/// Where each group leaves the output gradients of tables whose rows tokens choose; the runtime reads them at the end.
/// </param>
internal sealed record Program(
    IReadOnlyList<Statement> Prepare, IReadOnlyList<Phase> Phases, IReadOnlyList<Statement> Finish,
    int Values, int ChunkStride, int BatchStride, int SharedValues,
    IReadOnlyDictionary<GatherGradient, Buffer> Tables)
{
    /// <summary>Floats that one step of a sequence takes over from the one before.</summary>
    public int StateLength { get; init; }

    /// <summary>All statements, in the order in which they run.</summary>
    public IEnumerable<Statement> All => Prepare.Concat(Phases.SelectMany(static p => p.All)).Concat(Finish);

    /// <summary>Floats from one group's buffer to the next one's.</summary>
    public int GroupStride(Buffer buffer) => buffer.Region == Region.Chunk ? ChunkStride : BatchStride;

    public static Program Of(IReadOnlyList<Statement> statements) =>
        Of([], [new Phase(statements, [], [])], [], new Dictionary<GatherGradient, Buffer>());

    /// <summary>Plans the memory of statements: buffers whose lives do not meet share their place.</summary>
    public static Program Of(
        IReadOnlyList<Statement> prepare, IReadOnlyList<Phase> phases, IReadOnlyList<Statement> finish,
        IReadOnlyDictionary<GatherGradient, Buffer> tables, CancellationToken cancel = default)
    {
        int Assign(Region region, IEnumerable<IEnumerable<Buffer>> moments) => MemoryPlan.Assign(moments, region, cancel);
        IEnumerable<IEnumerable<Buffer>> batch = phases.Select(static p => p.All.SelectMany(Buffers)).Append(tables.Values);
        var program = new Program(
            prepare, phases, finish,
            phases.Max(p => GroupMoments(p).Max(moments => Assign(Region.Group, moments))),
            phases.Max(p => Assign(Region.Chunk, [p.All.SelectMany(Buffers)])),
            Apart(Assign(Region.Batch, batch), phases),
            SharedValues: 0,
            tables);
        return program with
        {
            SharedValues = Assign(Region.Shared, [program.All.SelectMany(Buffers)]),
            Phases = [.. phases.Select(p => p.Settled(program.GroupStride))],
        };
    }

    /// <summary>The moments of a thread's own memory in a phase: each wide loop has all of it.</summary>
    private static IEnumerable<IEnumerable<IEnumerable<Buffer>>> GroupMoments(Phase phase) =>
        phase.Wide.Select(static w => (IEnumerable<Statement>)[w]).Append(phase.Group).Select(static s => s.Select(Buffers));

    /// <summary>
    /// The stride of groups that wide loops walk over: one page and a cache line more than a multiple of two pages, so that what lies
    /// alike in many groups does not share the sets of a cache.
    /// </summary>
    private static int Apart(int length, IReadOnlyList<Phase> phases)
    {
        const int Pages = 2048, Beyond = 1024 + 16;
        return phases.All(static p => p.Wide.Count == 0) ? length : (length + Pages - 1) / Pages * Pages + Beyond;
    }

    /// <summary>Rounds up to a cache line.</summary>
    public static int Align(int length) => (length + 15) / 16 * 16;

    private static IEnumerable<Buffer> Buffers(Statement statement) => statement.Touches.Select(static t => t.Buffer);
}
