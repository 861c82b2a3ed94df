using Unrolled;

namespace Digits;

/// <summary>One finished epoch.</summary>
/// <param name="Train">How the training went.</param>
/// <param name="Test">How well the network then did on the test samples.</param>
internal sealed record Epoch(EpochResult Train, Evaluation Test);

/// <summary>Trains a network as the settings ask for.</summary>
internal sealed class Training(LeNet5 network, DigitData data, Settings settings, CancellationToken cancellation)
{
    public int Epochs => settings.Epochs;

    /// <summary>Trains, epoch by epoch as the caller asks for them.</summary>
    /// <param name="progress">Called after each batch.</param>
    /// <exception cref="OperationCanceledException">The user wants to stop.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    public IEnumerable<Epoch> Run(Action<FitProgress>? progress = null)
    {
        using var trainer = new Trainer<LeNet5>(
            network, settings.CreateOptimizer(), new() { Threads = settings.Threads, Seed = settings.Seed });
        foreach (EpochResult epoch in trainer.Fit(data.Train, settings.Epochs, settings.Batch, Watch))
            yield return new Epoch(epoch, trainer.Evaluate(data.Test));

        void Watch(FitProgress batch)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(batch);
        }
    }
}
