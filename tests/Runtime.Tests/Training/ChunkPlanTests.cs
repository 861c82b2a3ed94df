using Unrolled.Training;

namespace Unrolled.Tests.Training;

public class ChunkPlanTests
{
    private static readonly int[] Samples = [1, 15, 16, 17, 37, 64, 100, 1000, 1024, 2048, 10_007, 1_000_000];
    private static readonly int[] Parameters = [0, 1, 1000, 44_426, 300_000, 10_000_000];
    private static readonly int[] Strides = [0, 64, 11_000, 1_000_000];

    [Fact]
    public void Every_sample_is_in_one_group_of_one_chunk_and_no_slot_is_idle()
    {
        foreach (ChunkPlan plan in All())
        {
            int groups = 0;
            for (int chunk = 0; chunk < plan.Chunks; chunk++)
            {
                Assert.InRange(plan.GroupsIn(chunk), 1, plan.GroupsPerChunk);
                groups += plan.GroupsIn(chunk);
            }
            Assert.Equal(plan.Groups, groups);
            Assert.Equal(plan.Samples, Enumerable.Range(0, groups).Sum(plan.SamplesIn));
            Assert.InRange(plan.Slots, 1, Math.Min(plan.Chunks, ChunkPlan.MaxSlots));
            Assert.InRange(plan.GroupsPerChunk, 1, 8);
        }
    }

    [Fact]
    public void Chunks_grow_only_once_the_slots_are_fed()
    {
        foreach (ChunkPlan plan in All().Where(p => p.GroupsPerChunk > 1))
            Assert.True(plan.Chunks >= plan.Slots && plan.Slots >= 4, plan.ToString());
    }

    [Fact]
    public void Small_networks_have_many_slots_and_large_ones_few()
    {
        Assert.Equal(64, ChunkPlan.For(4096, 1000, 64).Slots);
        Assert.Equal(16, ChunkPlan.For(4096, 44_426, 64).Slots);
        Assert.Equal(4, ChunkPlan.For(4096, 10_000_000, 64).Slots);
    }

    [Fact]
    public void Large_batches_have_a_slot_for_each_of_many_ranks()
    {
        Assert.Equal(256, ChunkPlan.For(65_536, 44_426, 64).Slots);
        Assert.Equal(128, ChunkPlan.For(65_520, 44_426, 64).Slots);
        Assert.Equal(256, ChunkPlan.For(1_000_000, 1000, 64).Slots);
        // No more than memory allows.
        Assert.Equal(4, ChunkPlan.For(1_000_000, 10_000_000, 64).Slots);
        Assert.Equal(32, ChunkPlan.For(1_000_000, 2_000_000, 64).Slots);
    }

    [Fact]
    public void Chunks_stay_in_the_cache()
    {
        Assert.Equal(8, ChunkPlan.For(100_000, 44_426, 100).GroupsPerChunk);
        Assert.Equal(2, ChunkPlan.For(100_000, 44_426, 11_000).GroupsPerChunk);
        Assert.Equal(1, ChunkPlan.For(100_000, 44_426, 1_000_000).GroupsPerChunk);
    }

    [Fact]
    public void A_small_batch_is_cut_into_single_groups() => Assert.Equal(new ChunkPlan(64, 4, 1, 4, 4), ChunkPlan.For(64, 44_426, 11_000));

    private static IEnumerable<ChunkPlan> All() =>
        from samples in Samples from parameters in Parameters from stride in Strides select ChunkPlan.For(samples, parameters, stride);
}
