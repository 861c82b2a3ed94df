using System.Numerics;
using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>
/// How a batch is cut, and so the order in which its gradients are summed: each of <see cref="Slots"/> slots has a stretch of neighbouring
/// chunks, which add to it in order. It follows from shapes and the batch's size alone; threads, ranks and instructions must not show here.
/// </summary>
/// <param name="Samples">Samples in the batch.</param>
/// <param name="Groups">Groups of 16 samples, the last one perhaps smaller.</param>
/// <param name="GroupsPerChunk">Groups in each chunk, but perhaps fewer in the last one.</param>
/// <param name="Chunks">Chunks in the batch.</param>
/// <param name="Slots">Slots that are used, each by at least one chunk.</param>
internal readonly record struct ChunkPlan(int Samples, int Groups, int GroupsPerChunk, int Chunks, int Slots)
{
    /// <summary>The most slots any plan uses.</summary>
    public const int MaxSlots = 64;

    private const int MinSlots = 4;
    private const int MaxGroupsPerChunk = 8;

    // All slots together, which the optimiser's pass reads once: about an L2 cache or two.
    private const int SlotBytes = 4 << 20;

    // What a chunk keeps between its groups and its weight gradients: a part of an L2 cache.
    private const int ChunkBytes = 128 << 10;

    /// <summary>The plan for a batch.</summary>
    /// <param name="samples">Samples in the batch, at least 1.</param>
    /// <param name="parameterCount">Floats in the parameters that have slots.</param>
    /// <param name="chunkStride">Floats a chunk keeps for each of its groups.</param>
    public static ChunkPlan For(int samples, int parameterCount, int chunkStride)
    {
        int groups = (int)(((long)samples + Lanes.Width - 1) / Lanes.Width);
        int slots = SlotLimit(parameterCount);
        int cached = Math.Clamp(ChunkBytes / sizeof(float) / Math.Max(1, chunkStride), 1, MaxGroupsPerChunk);
        int groupsPerChunk = Math.Clamp(groups / slots, 1, cached);
        int chunks = (groups + groupsPerChunk - 1) / groupsPerChunk;
        return new ChunkPlan(samples, groups, groupsPerChunk, chunks, Math.Min(slots, chunks));
    }

    /// <summary>The first chunk of a slot; behind the last slot, where chunks end.</summary>
    public int FirstChunk(int slot) => (int)((long)Chunks * slot / Slots);

    /// <summary>The first group of a slot.</summary>
    public int FirstGroup(int slot) => Math.Min(FirstChunk(slot) * GroupsPerChunk, Groups);

    /// <summary>The first sample of a slot.</summary>
    public int FirstSample(int slot) => (int)Math.Min((long)FirstGroup(slot) * Lanes.Width, Samples);

    /// <summary>Groups in a chunk.</summary>
    public int GroupsIn(int chunk) => Math.Min(GroupsPerChunk, Groups - chunk * GroupsPerChunk);

    /// <summary>Samples in a group.</summary>
    public int SamplesIn(int group) => Math.Min(Lanes.Width, Samples - group * Lanes.Width);

    /// <summary>The most slots that a network's batches have: a power of two, so that the tree over full slots is balanced.</summary>
    /// <param name="parameterCount">Floats in the parameters that have slots.</param>
    public static int SlotLimit(int parameterCount)
    {
        uint fitting = (uint)Math.Max(1, SlotBytes / sizeof(float) / Math.Max(1, parameterCount));
        return Math.Clamp(1 << BitOperations.Log2(fitting), MinSlots, MaxSlots);
    }
}
