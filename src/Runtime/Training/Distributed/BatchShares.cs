namespace Unrolled.Training.Distributed;

/// <summary>Which part of a batch each rank works on: the slots of a stretch, and with them their groups and samples.</summary>
/// <param name="Ranks">The ranks.</param>
/// <param name="Plan">How the batch is cut.</param>
internal readonly record struct BatchShares(Ranks Ranks, ChunkPlan Plan)
{
    /// <summary>The first slot of a rank.</summary>
    public int FirstSlot(int rank) => Ranks.Begin(Plan.Slots, rank);

    /// <summary>The first group of a rank.</summary>
    public int FirstGroup(int rank) => Plan.FirstGroup(FirstSlot(rank));

    /// <summary>The first sample of a rank.</summary>
    public int FirstSample(int rank) => Plan.FirstSample(FirstSlot(rank));

    /// <summary>The slots of this rank: the first, and the one behind the last.</summary>
    public (int First, int End) Slots => (FirstSlot(Ranks.Rank), FirstSlot(Ranks.Rank + 1));

    /// <summary>The groups of this rank.</summary>
    public (int First, int End) Groups => (FirstGroup(Ranks.Rank), FirstGroup(Ranks.Rank + 1));

    /// <summary>The samples of this rank.</summary>
    public (int First, int End) Samples => (FirstSample(Ranks.Rank), FirstSample(Ranks.Rank + 1));
}
