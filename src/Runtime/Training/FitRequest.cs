namespace Unrolled.Training;

/// <summary>What a call of <c>Trainer.Fit</c> asks for.</summary>
/// <param name="Data">The training samples.</param>
/// <param name="Epochs">Passes over them.</param>
/// <param name="BatchSize">Samples in a step, at most as many as there are.</param>
/// <param name="Progress">Called after each batch.</param>
/// <param name="Validation">Samples to evaluate the network on after each epoch.</param>
/// <param name="Cancellation">Stops it between two batches.</param>
internal sealed record FitRequest(
    SampleSource Data, int Epochs, int BatchSize, Action<FitProgress>? Progress, SampleSource? Validation, CancellationToken Cancellation);
