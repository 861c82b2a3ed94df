using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>
/// A way to work off a contraction. Which one is taken follows from its shapes and from the stages that a program has; a way that
/// sums in another order than the rest must be open to every program that computes the same value, so that all have the same bits.
/// </summary>
internal abstract class ContractionLowering
{
    /// <summary>All ways; of equal cost the first is taken.</summary>
    public static IReadOnlyList<ContractionLowering> All { get; } =
    [
        new WideProducts(),
        new WideGradient(),
        new ChunkSum(),
        new BlockSum(),
        new RowSum(),
        new SampleSum(),
        new Winograd(),
        new WinogradGradient(),
        new DirectSum(),
    ];

    /// <summary>What it is called in dumps.</summary>
    public abstract string Name { get; }

    /// <summary>The order in which it sums.</summary>
    public abstract SumOrder OrderOf(Contraction contraction);

    /// <summary>The stage in which its sums run.</summary>
    public virtual Stage Stage => Stage.Group;

    /// <summary>Whether it can work off a contraction.</summary>
    public abstract bool Takes(Contraction contraction);

    /// <summary>About how many vector instructions of the widest set it takes for a lane group, waiting for memory among them.</summary>
    public abstract double Cost(Contraction contraction);

    /// <summary>The values that are read once a chunk is done, and which each of its groups must keep till then.</summary>
    public virtual IEnumerable<Value> ReadByChunk(Contraction contraction) => [];

    /// <summary>Adds the statements.</summary>
    public abstract void Lower(Lowering lowering, FusedNode fused, Contraction contraction);

    /// <summary>The cheapest way in a program with these stages.</summary>
    public static ContractionLowering Choose(Contraction contraction, IReadOnlyCollection<Stage> stages) =>
        All.Where(way => stages.Contains(way.Stage) && way.Takes(contraction)).OrderBy(way => way.Cost(contraction)).First();

    /// <summary>Multiply-adds of one sample, which are vector instructions of a lane group.</summary>
    protected static double Operations(Contraction contraction) => contraction.Nests.Sum(static n => (double)n.Operations);
}

/// <summary>Orders of summation; <c>docs/numerics.md</c> has them as laws.</summary>
internal enum SumOrder
{
    /// <summary>Term by term as the nest has them, in each lane.</summary>
    Terms,

    /// <summary>Term by term in each of a fixed number of contiguous ranges, which are added left to right.</summary>
    Ranges,

    /// <summary>Term by term for each sample of a lane group, whose sums are then folded 16→8→4→2→1; groups one behind the other.</summary>
    TermsThenLanes,

    /// <summary>The nest's terms for each sample, and samples one behind the other.</summary>
    Samples,

    /// <summary>Channel by channel at each point of Winograd's domain, between transforms of tiles.</summary>
    Tiles,
}
