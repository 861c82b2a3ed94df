namespace Unrolled;

/// <summary>Where <see cref="Trainer{T}.Fit"/> stands after a batch.</summary>
/// <param name="Epoch">The epoch that runs, from 1.</param>
/// <param name="Epochs">Epochs of this call.</param>
/// <param name="Batch">The batch that was trained on last, from 1.</param>
/// <param name="Batches">Batches in an epoch.</param>
/// <param name="Loss">The mean loss over the epoch's samples so far.</param>
/// <param name="SamplesPerSecond">Samples trained on in a second, over the epoch so far.</param>
public readonly record struct FitProgress(int Epoch, int Epochs, int Batch, int Batches, float Loss, double SamplesPerSecond);
