using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Layers whose weights exceed a core's cache: they are worked off over the whole batch, by blocks of outputs that threads share, so
/// that a weight comes from memory once a step and a gradient goes there once.
/// </summary>
internal static class Wide
{
    /// <summary>Outputs of an item: four vectors, or panels, which a second-level cache holds with all that they are products of.</summary>
    public const int Block = 64;

    /// <summary>The address of an item's block, where blocks follow each other in steps of so many elements an output.</summary>
    public static Address EachItem(Address address, int stride) =>
        address.EachTurn(Statement.WideLoop.Counter, stride * Block);

    /// <summary>An item for each whole block and one for the rest; the rest alone where there is no whole block.</summary>
    public static Statement.WideLoop Loop(int count, Func<IEnumerable<Statement>> block, Func<IEnumerable<Statement>> rest) => count == 0
        ? new(1, new([.. rest()]), default)
        : new(count, new([.. block()]), new([.. rest()]));

    /// <summary>Operations of other kinds, which one thread works off group by group.</summary>
    public static Statement.WideLoop EachGroup(IEnumerable<Statement> statements) =>
        new(1, new([new Statement.EachGroup(new([.. statements]))]), default);

    /// <summary>Whether an operation is the product of a wide layer, or its gradient.</summary>
    public static bool IsWide(Contraction contraction)
    {
        Parameter? parameter = contraction.Right as Parameter ?? (contraction.Output as Gradient)?.Parameter;
        return parameter?.Role == ParameterRole.WideWeight;
    }
}
