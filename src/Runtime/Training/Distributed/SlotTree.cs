using System.Numerics;
using Unrolled.Memory;

namespace Unrolled.Training.Distributed;

/// <summary>A node of the tree by which slots are summed: 2^Level of them, from one on, as far as there are so many.</summary>
/// <param name="First">Its first slot, a multiple of their number.</param>
/// <param name="Level">How often slots were added.</param>
internal readonly record struct SlotNode(int First, int Level)
{
    /// <summary>The slot behind its last one.</summary>
    public int End(int slots) => Math.Min(First + (1 << Level), slots);

    /// <summary>The node that it is a part of.</summary>
    public SlotNode Parent => new(First & ~((2 << Level) - 1), Level + 1);

    /// <summary>Whether another one is what it is added to next, from the left.</summary>
    public bool IsRightOf(SlotNode other) => Level == other.Level && First != other.First && Parent == other.Parent;

    /// <summary>Whether there is nothing to be added to it, so that it is its parent.</summary>
    public bool IsAlone(int slots) => Parent.First == First && First + (1 << Level) >= slots && 1 << Level < slots;
}

/// <summary>
/// The tree of a plan's slots, and which of its nodes each rank can sum alone: the largest that have no slots of others. The tree is that
/// of one process, so whoever adds two nodes gets the same bits.
/// </summary>
internal sealed class SlotTree
{
    private readonly SlotNode[][] _nodes;

    public SlotTree(int slots, Ranks ranks)
    {
        Slots = slots;
        SlotNode[] NodesOf(int rank) => [.. Cover(ranks.Begin(slots, rank), ranks.Begin(slots, rank + 1))];
        _nodes = [.. Enumerable.Range(0, ranks.Count).Select(NodesOf)];
    }

    /// <summary>How many slots there are.</summary>
    public int Slots { get; }

    /// <summary>The nodes of a rank, from left to right.</summary>
    public ReadOnlySpan<SlotNode> Of(int rank) => _nodes[rank];

    private static IEnumerable<SlotNode> Cover(int first, int end)
    {
        while (first < end)
        {
            int room = BitOperations.Log2((uint)(end - first));
            int level = first == 0 ? room : Math.Min(room, BitOperations.TrailingZeroCount(first));
            yield return new SlotNode(first, level);
            first += 1 << level;
        }
    }
}
