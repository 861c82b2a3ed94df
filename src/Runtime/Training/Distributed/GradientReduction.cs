using Unrolled.Memory;

namespace Unrolled.Training.Distributed;

/// <summary>
/// Sums the slots of all ranks, so that each has the total in its first slot. Gradients are worked off in rounds, a round in as many pieces
/// as there are ranks: each rank sums its own nodes of the tree, sends every piece to the rank that adds its nodes up, and gets the other
/// pieces' totals from theirs. While a round is on its way, the next one is summed.
/// </summary>
internal sealed unsafe class GradientReduction(Ranks ranks, GradientSlots slots, int count) : IParallelWork
{
    /// <summary>The most floats of a piece: what a second-level cache holds with the nodes it is the sum of.</summary>
    public const int PieceLimit = 1 << 15;

    private const int BlockSize = 4096;

    private readonly Dictionary<int, SlotTree> _trees = [];
    private readonly Round[] _rounds = [new(), new()];
    private readonly long[] _bounds = new long[ranks.Count + 1];
    private readonly int _roundSize = (int)Math.Min(count, (long)PieceLimit * ranks.Count);
    private SlotTree _tree = null!;
    private Round _current = null!;

    /// <summary>Sums; afterwards only the first slot is of use.</summary>
    public void Run(int used, WorkerPool workers)
    {
        if (!_trees.TryGetValue(used, out _tree!))
            _trees.Add(used, _tree = new SlotTree(used, ranks));
        Round? before = null;
        int number = 0;
        for (int start = 0; start < count; start += _roundSize)
        {
            Round round = _rounds[number++ % 2];
            Begin(round, start, workers);
            if (before is not null)
                End(before);
            before = round;
        }
        if (before is not null)
            End(before);
    }

    /// <summary>Sums a block of the round in all nodes of this rank.</summary>
    public void Run(int item, int thread)
    {
        int start = _current.Start + item * BlockSize, length = Math.Min(BlockSize, _current.End - start);
        foreach (SlotNode node in _tree.Of(ranks.Rank))
            slots.Sum(node.First, node.End(_tree.Slots), start, length);
    }

    private void Begin(Round round, int start, WorkerPool workers)
    {
        (round.Start, round.End) = (start, Math.Min(start + _roundSize, count));
        _current = round;
        workers.Run(this, (round.End - start + BlockSize - 1) / BlockSize);
        int own = Piece(round, ranks.Rank), length = Piece(round, ranks.Rank + 1) - own;
        round.Received.Ensure((long)length * _tree.Slots);
        float* to = round.Received.Pointer;
        for (int rank = 0; rank < ranks.Count; rank++)
        {
            if (rank == ranks.Rank)
                continue;
            int piece = Piece(round, rank), bytes = (Piece(round, rank + 1) - piece) * sizeof(float);
            foreach (SlotNode node in bytes > 0 ? _tree.Of(ranks.Rank) : [])
                round.Operations.Add(ranks.Send(rank, slots[node.First] + piece, bytes));
            foreach (SlotNode _ in length > 0 ? _tree.Of(rank) : [])
            {
                round.Operations.Add(ranks.Receive(rank, to, (long)length * sizeof(float)));
                to += length;
            }
        }
    }

    private void End(Round round)
    {
        ranks.Complete(round.Operations);
        Add(round);
        for (int rank = 0; rank <= ranks.Count; rank++)
            _bounds[rank] = (long)Piece(round, rank) * sizeof(float);
        ranks.Gather(slots[0], _bounds);
    }

    /// <summary>Adds up the nodes of this rank's piece, neighbours as soon as both are there.</summary>
    private void Add(Round round)
    {
        int piece = Piece(round, ranks.Rank), length = Piece(round, ranks.Rank + 1) - piece, depth = 0;
        SlotNode* nodes = stackalloc SlotNode[ChunkPlan.MaxSlots];
        float** sums = stackalloc float*[ChunkPlan.MaxSlots];
        float* received = round.Received.Pointer;
        for (int rank = 0; rank < ranks.Count && length > 0; rank++)
        {
            foreach (SlotNode node in _tree.Of(rank))
            {
                bool own = rank == ranks.Rank;
                nodes[depth] = node;
                sums[depth++] = own ? slots[node.First] + piece : received;
                received += own ? 0 : length;
                while (true)
                {
                    ref SlotNode last = ref nodes[depth - 1];
                    if (last.IsAlone(_tree.Slots))
                    {
                        last = last.Parent;
                        continue;
                    }
                    if (depth == 1 || !last.IsRightOf(nodes[depth - 2]))
                        break;
                    depth--;
                    GradientSlots.Add(sums[depth - 1], sums[depth], length);
                    nodes[depth - 1] = nodes[depth - 1].Parent;
                }
            }
        }
        if (length > 0 && sums[0] != slots[0] + piece)
            new Span<float>(sums[0], length).CopyTo(new Span<float>(slots[0] + piece, length));
    }

    private int Piece(Round round, int rank) => round.Start + ranks.Begin(round.End - round.Start, rank);

    /// <summary>A stretch of gradients on its way.</summary>
    private sealed class Round
    {
        public readonly List<int> Operations = [];
        public GrowingBuffer<float> Received;
        public int Start;
        public int End;
    }
}
