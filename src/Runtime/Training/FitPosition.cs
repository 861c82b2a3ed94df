namespace Unrolled.Training;

/// <summary>
/// Where training stands between two batches: everything besides parameters and optimiser that decides what comes next.
/// An epoch that was left in its middle, by an exception or by saving and loading, is continued by the next
/// <c>Trainer.Fit</c>.
/// </summary>
internal sealed class FitPosition
{
    /// <summary>Epochs that are complete; the number of the one that runs or comes next.</summary>
    public int Epochs { get; private set; }

    /// <summary>Batches of the running epoch that are done; 0 between epochs.</summary>
    public int Batch { get; private set; }

    /// <summary>Samples in the running epoch.</summary>
    public int Samples { get; private set; }

    /// <summary>Samples in each of its batches, but perhaps fewer in the last.</summary>
    public int BatchSize { get; private set; }

    /// <summary>The running epoch's losses, each times the targets it is the mean of.</summary>
    public double LossSum { get; private set; }

    /// <summary>Targets that <see cref="LossSum"/> is over.</summary>
    public long LossCount { get; private set; }

    /// <summary>Whether an epoch is running at this moment.</summary>
    public bool Running { get; private set; }

    /// <summary>Throws if an epoch is running.</summary>
    public void RequireStanding()
    {
        if (Running)
            throw new InvalidOperationException("An epoch is running on this trainer; begin or load another when it is complete.");
    }

    /// <summary>Throws if an epoch was left in its middle and these are not its samples and batches, or if one is running.</summary>
    public void Require(int samples, int batchSize)
    {
        RequireStanding();
        if (Batch > 0 && (samples != Samples || batchSize != BatchSize))
            throw new InvalidOperationException(
                $"This trainer stands in epoch {Epochs + 1} behind batch {Batch} of {Samples} samples in batches of {BatchSize}, " +
                $"but {samples} samples in batches of {batchSize} were given; pass the same data and batch size to continue that epoch.");
    }

    /// <summary>Begins the next epoch, or continues the one that was left in its middle.</summary>
    public void Enter(int samples, int batchSize)
    {
        Require(samples, batchSize);
        (Samples, BatchSize, Running) = (samples, batchSize, true);
    }

    /// <summary>Counts a batch.</summary>
    /// <param name="loss">Its mean loss.</param>
    /// <param name="counted">Targets in that mean.</param>
    public void Advance(double loss, long counted)
    {
        Batch++;
        LossSum += loss * counted;
        LossCount += counted;
    }

    /// <summary>Leaves the running epoch where it stands.</summary>
    public void Leave() => Running = false;

    /// <summary>Counts the epoch that ran, or gives it up; the next one is another.</summary>
    public void Complete()
    {
        Epochs++;
        (Batch, LossSum, LossCount) = (0, 0, 0);
    }

    /// <summary>Goes where another position stood.</summary>
    public void Restore(int epochs, int batch, int samples, int batchSize, double lossSum, long lossCount) =>
        (Epochs, Batch, Samples, BatchSize, LossSum, LossCount) = (epochs, batch, samples, batchSize, lossSum, lossCount);
}
