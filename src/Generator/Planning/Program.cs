using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Planning;

/// <summary>How long memory keeps what is written to it.</summary>
internal enum Region
{
    /// <summary>Within one group's run.</summary>
    Group,

    /// <summary>Each group of a chunk has its own until the chunk is done.</summary>
    Chunk,

    /// <summary>Each group of the batch has its own until all phases are done.</summary>
    Batch,

    /// <summary>One for the whole batch.</summary>
    Shared,
}

/// <summary>A stretch of memory that a program works on.</summary>
internal sealed class Buffer(string name, int length, Region region = Region.Group)
{
    public string Name { get; } = name;

    /// <summary>Floats.</summary>
    public int Length { get; } = length;

    public Region Region { get; } = region;

    /// <summary>The place in its region, once memory is planned.</summary>
    public int Offset { get; set; }
}

/// <summary>One statement of a program: what it reads and writes, and its text once memory is planned.</summary>
internal sealed record Step(IReadOnlyList<Buffer> Reads, IReadOnlyList<Buffer> Writes, Func<Scene, string> Text);

/// <summary>Where a step runs.</summary>
internal enum Scope
{
    /// <summary>On each group.</summary>
    Group,

    /// <summary>Once the groups of a chunk are done.</summary>
    Chunk,

    /// <summary>Once all groups of the batch are done.</summary>
    Batch,
}

/// <summary>What a step's text is made of: the body's methods, and how places in memory are spelled.</summary>
internal sealed class Scene(KernelLibrary library, Program program, int straightLimit, Scope scope)
{
    private readonly SortedDictionary<string, string> _locals = new(StringComparer.Ordinal);

    public KernelLibrary Library { get; } = library;

    public int StraightLimit { get; } = straightLimit;

    /// <summary>The declarations of the locals that were used.</summary>
    public IEnumerable<string> Locals => _locals.Values;

    /// <summary>A buffer's address: its own group's, or in a chunk's code the chunk's first group's, or the batch's.</summary>
    public string At(Buffer buffer) => Kernels.Text.Plus(Pointer(buffer.Region), buffer.Offset);

    public string At(Parameter parameter) => Kernels.Text.Plus(
        parameter.Part == 0
            ? Local("parameters", "float* parameters = frame.Parameters;")
            : Local("parameters" + parameter.Part, $"float* parameters{parameter.Part} = frame.Parts[{parameter.Part}];"),
        parameter.OffsetInPart);

    public string At(Gradient gradient) => Kernels.Text.Plus(Local("gradients", "float* gradients = frame.Gradients;"), gradient.Parameter.GradientOffset);

    /// <summary>Floats from one group's buffer to the next one's.</summary>
    public int GroupStride(Buffer buffer) => buffer.Region == Region.Chunk ? program.ChunkStride : program.BatchStride;

    /// <summary>The name of the flag that tells whether the gradient's slot holds something to add to.</summary>
    public string Adds() => Local("add", "bool add = frame.Accumulate | frame.Group > 0;");

    private string Pointer(Region region) => (region, scope) switch
    {
        (Region.Group, _) => Local("values", "float* values = frame.Values;"),
        (Region.Chunk, Scope.Group) => Local("kept", $"float* kept = frame.Chunk + frame.Group * {program.ChunkStride};"),
        (Region.Chunk, _) => Local("chunk", "float* chunk = frame.Chunk;"),
        (Region.Batch, Scope.Batch) => Local("batch", "float* batch = frame.Batch;"),
        (Region.Batch, _) => Local("part", $"float* part = frame.Batch + (nint)(frame.First / {Isa.Group}) * {program.BatchStride};"),
        _ => Local("shared", "float* shared = frame.Shared;"),
    };

    private string Local(string name, string declaration)
    {
        _locals[name] = declaration;
        return name;
    }
}

/// <summary>What is done between two merges: on each group, then on each chunk, then on the batch.</summary>
internal sealed record Phase(IReadOnlyList<Step> Steps, IReadOnlyList<Step> ChunkSteps, IReadOnlyList<Step> MergeSteps)
{
    public IEnumerable<Step> All => Steps.Concat(ChunkSteps).Concat(MergeSteps);
}

/// <summary>A program and the memory it needs.</summary>
/// <param name="Phases">What runs, in order.</param>
/// <param name="Finish">What runs once for a step that is taken.</param>
/// <param name="Values">Floats that one group's run needs.</param>
/// <param name="ChunkStride">Floats that each group of a chunk keeps.</param>
/// <param name="BatchStride">Floats that each group of the batch keeps.</param>
/// <param name="SharedValues">Floats that the batch has once.</param>
internal sealed record Program(IReadOnlyList<Phase> Phases, IReadOnlyList<Step> Finish, int Values, int ChunkStride, int BatchStride, int SharedValues)
{
    /// <summary>Where each group leaves the output gradients of tables whose rows tokens choose.</summary>
    public IReadOnlyDictionary<GatherGradient, Buffer> Tables { get; private init; } = new Dictionary<GatherGradient, Buffer>();

    /// <summary>Floats that one step of a sequence takes over from the one before.</summary>
    public int StateLength { get; init; }

    /// <summary>The group's steps of a program of one phase.</summary>
    public IReadOnlyList<Step> Steps => Phases[0].Steps;

    public static Program Of(IReadOnlyList<Step> steps) => Of([new Phase(steps, [], [])], [], new Dictionary<GatherGradient, Buffer>());

    /// <summary>Plans the memory of steps: buffers whose lives do not meet share their place. The runtime reads the tables' rows after the last phase.</summary>
    public static Program Of(IReadOnlyList<Phase> phases, IReadOnlyList<Step> finish, IReadOnlyDictionary<GatherGradient, Buffer> tables) => new(
        phases, finish,
        phases.Max(static p => MemoryPlan.Assign(p.Steps.Select(Buffers), Region.Group)),
        phases.Max(static p => MemoryPlan.Assign([p.All.SelectMany(Buffers)], Region.Chunk)),
        MemoryPlan.Assign(phases.Select(static p => p.All.SelectMany(Buffers)).Append(tables.Values), Region.Batch),
        MemoryPlan.Assign([phases.SelectMany(static p => p.All).Concat(finish).SelectMany(Buffers)], Region.Shared))
    {
        Tables = tables,
    };

    /// <summary>Rounds up to a cache line.</summary>
    public static int Align(int length) => (length + 15) / 16 * 16;

    private static IEnumerable<Buffer> Buffers(Step step) => step.Reads.Concat(step.Writes);
}
