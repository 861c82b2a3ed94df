using Unrolled.Tests.Training;
using Unrolled.Training;
using Unrolled.Training.Distributed;

namespace Unrolled.Tests.Distributed;

/// <summary>Any number of ranks adds up slots as one process does.</summary>
public unsafe class SlotTreeTests
{
    private const int Slots = 13, Count = 100_003;

    [Fact]
    public void Ranks_have_all_slots_and_each_slot_once()
    {
        for (int count = 1; count <= 9; count++)
        {
            for (int slots = 1; slots <= ChunkPlan.MaxSlots; slots++)
            {
                var tree = new SlotTree(slots, new Ranks(new Numbers(count)));
                var covered = new List<int>();
                for (int rank = 0; rank < count; rank++)
                {
                    foreach (SlotNode node in tree.Of(rank))
                        covered.AddRange(Enumerable.Range(node.First, node.End(slots) - node.First));
                }
                Assert.Equal(Enumerable.Range(0, slots), covered);
            }
        }
    }

    [Theory, InlineData(2), InlineData(3), InlineData(5), InlineData(13), InlineData(16)]
    public void Sums_have_the_bits_of_one_process(int ranks)
    {
        float[] alone = Sum(null);
        Assert.All(ThreadExchange.Run(ranks, Sum), rank => Assert.Equal(alone, rank));
    }

    [Theory, InlineData(2), InlineData(3), InlineData(6)]
    public void Whole_numbers_are_summed_and_bytes_gathered(int ranks)
    {
        foreach (int length in (int[])[1, 2, 5, 1000])
        {
            Assert.All(ThreadExchange.Run(ranks, exchange => Total(exchange, length)), sums =>
                Assert.Equal(Enumerable.Range(0, length).Select(i => (long)i * ranks + ranks * (ranks - 1) / 2), sums));
            Assert.All(ThreadExchange.Run(ranks, exchange => Gathered(exchange, length)), bytes =>
                Assert.Equal(Enumerable.Range(0, length).Select(static i => (byte)i), bytes));
        }

        static long[] Total(IGradientExchange exchange, int length)
        {
            long[] values = [.. Enumerable.Range(0, length).Select(i => (long)i + exchange.Rank)];
            new Ranks(exchange).Sum(values);
            return values;
        }

        static byte[] Gathered(IGradientExchange exchange, int length)
        {
            var own = new Ranks(exchange);
            byte[] bytes = new byte[length];
            for (int i = own.Begin(length, own.Rank); i < own.Begin(length, own.Rank + 1); i++)
                bytes[i] = (byte)i;
            own.Gather<byte>(bytes, rank => own.Begin(length, rank));
            return bytes;
        }
    }

    private static float[] Sum(IGradientExchange? exchange)
    {
        var ranks = new Ranks(exchange);
        var slots = new GradientSlots(Count, Count);
        int first = ranks.Begin(Slots, ranks.Rank), end = ranks.Begin(Slots, ranks.Rank + 1);
        slots.Ensure(first, end);
        for (int slot = first; slot < end; slot++)
            FakeData.Floats(Count, slot).CopyTo(new Span<float>(slots[slot], Count));
        using var workers = new WorkerPool(2);
        if (ranks.IsAlone)
            slots.Sum(0, Slots, 0, Count);
        else
            new GradientReduction(ranks, slots, Count).Run(Slots, workers);
        return new Span<float>(slots[0], Count).ToArray();
    }

    /// <summary>A number of ranks that nobody sends anything to.</summary>
    private sealed class Numbers(int ranks) : IGradientExchange
    {
        public int Rank => 0;

        public int Ranks => ranks;

        public int Send(int rank, byte* bytes, nint count) => throw new NotSupportedException();

        public int Receive(int rank, byte* bytes, nint count) => throw new NotSupportedException();

        public void Complete(int operation) => throw new NotSupportedException();

        public void Fail(string reason) => throw new NotSupportedException();
    }
}
