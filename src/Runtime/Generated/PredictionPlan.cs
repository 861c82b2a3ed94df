namespace Unrolled.Generated;

/// <summary>How a batch is shared out over threads for prediction. It follows from shapes alone; results do not show it.</summary>
/// <param name="GroupsPerItem">Groups of 16 samples that a thread takes at once.</param>
/// <param name="Fewest">Items that are worth waking a thread for.</param>
internal readonly record struct PredictionPlan(int GroupsPerItem, int Fewest)
{
    // Multiply-adds of some ten microseconds, which a thread may need to come: a core makes 30 to 60 in a nanosecond.
    private const long WorthAThread = 1 << 19;

    // A fraction of that, so that threads end together, and taking an item costs nothing beside it.
    private const long WorthTaking = WorthAThread / 4;

    // What an element that a layer makes costs besides, in multiply-adds: it is written, read and often passed to a function.
    private const long Element = 4;

    /// <summary>Samples of an item.</summary>
    public int SamplesPerItem => GroupsPerItem * Lanes.Width;

    /// <summary>The plan for a network.</summary>
    public static PredictionPlan For(NetworkInfo info)
    {
        long elements = info.InputLength + info.Layers.Sum(static layer => layer.Output.Aggregate(1L, static (all, axis) => all * axis));
        long group = Lanes.Width * (info.MultiplyAdds + Element * elements);
        int groups = (int)Math.Max(1, WorthTaking / group);
        return new PredictionPlan(groups, (int)Math.Max(1, WorthAThread / (groups * group)));
    }

    /// <summary>Items of a batch.</summary>
    public int Items(int samples) => (int)(((long)samples + SamplesPerItem - 1) / SamplesPerItem);
}
