namespace Unrolled.Training.Distributed;

/// <summary>Which part of a batch each rank works on: the slots of a stretch, and with them their groups and samples.</summary>
internal sealed class BatchShares(Ranks ranks)
{
    private ChunkPlan _plan;

    /// <summary>Sets the batch's plan.</summary>
    public void Cut(in ChunkPlan plan) => _plan = plan;

    /// <summary>The first slot of a rank.</summary>
    public int FirstSlot(int rank) => ranks.Begin(_plan.Slots, rank);

    /// <summary>The first group of a rank.</summary>
    public int FirstGroup(int rank) => _plan.FirstGroup(FirstSlot(rank));

    /// <summary>The first sample of a rank.</summary>
    public int FirstSample(int rank) => _plan.FirstSample(FirstSlot(rank));

    /// <summary>The slots of this rank: the first, and the one behind the last.</summary>
    public (int First, int End) Slots => (FirstSlot(ranks.Rank), FirstSlot(ranks.Rank + 1));

    /// <summary>The groups of this rank.</summary>
    public (int First, int End) Groups => (FirstGroup(ranks.Rank), FirstGroup(ranks.Rank + 1));
}
