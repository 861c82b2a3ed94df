using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>The axes of a convolution cut into blocks of tiles: whole rows of tiles where they fit, else pieces of one row.</summary>
/// <param name="Axes">The blocks of each axis.</param>
internal sealed record WinogradBlocks(IReadOnlyList<IReadOnlyList<TileBlock>> Axes)
{
    /// <summary>Floats of a block's products on both sides: most of a second-level cache of 512 KB.</summary>
    private const int Most = 96 * 1024;

    private static readonly string[] s_counters = ["row", "column"];

    /// <summary>The blocks, given how many floats a tile has at each point.</summary>
    public static WinogradBlocks Of(Correlation shape, int floats)
    {
        WinogradAxis[] axes = [.. shape.Axes.Select(WinogradAxis.Of)];
        int points = axes.Aggregate(1, static (product, axis) => product * axis.Points);
        int most = Math.Max(2, Most / (points * floats)), across = axes[axes.Length - 1].Tiles;
        IReadOnlyList<TileBlock> columns = axes[axes.Length - 1].Blocks(Math.Min(most, across));
        return axes.Length == 1 ? new([columns]) : new([axes[0].Blocks(Math.Max(1, most / across)), columns]);
    }

    /// <summary>Every block, as one of each axis.</summary>
    public IEnumerable<IReadOnlyList<TileBlock>> All => Axes.Aggregate(
        (IEnumerable<IReadOnlyList<TileBlock>>)[[]],
        static (all, blocks) => all.SelectMany(some => blocks.Select(b => (IReadOnlyList<TileBlock>)[.. some, b])));

    /// <summary>The statements of all blocks; those of blocks that are alike are a loop.</summary>
    /// <param name="body">
    /// The statements of a block, given its tiles and what moves an address there, by the loops of its operand.
    /// </param>
    public IReadOnlyList<Statement> Each(
        Func<IReadOnlyList<TileBlock>, Func<Address, Access, Address>, IEnumerable<Statement>> body)
    {
        return From(0, [], static (address, _) => address);

        IReadOnlyList<Statement> From(int axis, IReadOnlyList<TileBlock> chosen, Func<Address, Access, Address> outer) =>
            axis == Axes.Count
                ? [.. body(chosen, outer)]
                : EachRun(
                    Axes[axis], s_counters[s_counters.Length - Axes.Count + axis],
                    (block, inner) => From(axis + 1, [.. chosen, block], (address, access) => inner(outer(address, access), access)));
    }

    private static IReadOnlyList<Statement> EachRun(
        IReadOnlyList<TileBlock> blocks, string counter,
        Func<TileBlock, Func<Address, Access, Address>, IReadOnlyList<Statement>> body)
    {
        var statements = new List<Statement>();
        for (int first = 0, next; first < blocks.Count; first = next)
        {
            TileBlock block = blocks[first];
            int turns = blocks.Skip(first).TakeWhile(b => b.Form == block.Form).Count(), step = block.Count * block.Axis.Size;
            next = first + turns;
            string place = block.Axis.Taps.Place;
            IReadOnlyList<Statement> inside = body(block, Move);
            if (turns == 1)
                statements.AddRange(inside);
            else
                statements.Add(new Statement.Repeat(counter, turns, Backward: false, new([.. inside])));

            Address Move(Address address, Access access)
            {
                Address moved = address.Plus(block.Origin * access.Stride(place));
                return turns == 1 ? moved : moved.EachTurn(counter, step * access.Stride(place));
            }
        }

        return statements;
    }
}
