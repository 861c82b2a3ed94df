namespace Unrolled;

/// <summary>Where training stands after a batch.</summary>
/// <param name="Epoch">The epoch that runs, from 1.</param>
/// <param name="Epochs">Epochs of this call.</param>
/// <param name="Batch">The batch that was trained on last, from 1.</param>
/// <param name="Batches">Batches in an epoch.</param>
/// <param name="Loss">The mean loss over the epoch's samples so far.</param>
/// <param name="SamplesPerSecond">Samples trained on in a second, over the epoch so far.</param>
public readonly record struct FitProgress(int Epoch, int Epochs, int Batch, int Batches, float Loss, double SamplesPerSecond)
{
    /// <summary>The rate of the batch's step: the optimiser's, times what a schedule made of it.</summary>
    public double Rate { get; init; }

    /// <summary>How long this call has trained and validated; what its caller did between epochs is not in it.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>
    /// About how long it has yet to go, from the time that its batches have taken on average; early stopping may end it sooner.
    /// </summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>The part of the call's batches that is done, 0 to 1; an epoch that was continued counts as a whole one.</summary>
    public double Done => ((double)(Epoch - 1) * Batches + Batch) / ((double)Epochs * Batches);

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"FitProgress {{ Epoch = {Epoch}, Epochs = {Epochs}, Batch = {Batch}, Batches = {Batches}, " +
        $"Loss = {Loss}, SamplesPerSecond = {SamplesPerSecond}, Rate = {Rate}, Elapsed = {Elapsed}, " +
        $"Remaining = {Remaining} }}";
}
