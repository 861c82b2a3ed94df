using Spectre.Console;

namespace Unrolled;

/// <summary>Training as people watch it.</summary>
public static class ConsoleTraining
{
    /// <summary>
    /// Trains to the end and shows it. On a terminal: a live bar with loss, speed and the time that is left, and at the end a
    /// table of the epochs with a line of the loss. In a pipe or a file: a line an epoch. The first Ctrl+C ends training behind
    /// the running batch, and the history says so; a second one ends the process.
    /// </summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="trainer">The trainer.</param>
    /// <param name="data">The training samples.</param>
    /// <param name="epochs">Passes over them, at least 0.</param>
    /// <param name="batchSize">Samples in a step, at least 1.</param>
    /// <param name="validation">Samples to evaluate the network on after each epoch; none if left out.</param>
    /// <param name="console">Where to show it; the process's console if left out.</param>
    /// <param name="cancellationToken">Ends training between two batches. If one is given, Ctrl+C is left to the caller.</param>
    /// <returns>What <see cref="Trainer{T}"/>'s <c>Train</c> returns, and with its exceptions.</returns>
    public static FitHistory TrainOnConsole<T>(
        this Trainer<T> trainer, SampleSource data, int epochs, int batchSize, SampleSource? validation = null,
        IAnsiConsole? console = null, CancellationToken cancellationToken = default)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        console ??= AnsiConsole.Console;
        using var keys = new CancelKey(listens: !cancellationToken.CanBeCanceled);
        CancellationToken token = cancellationToken.CanBeCanceled ? cancellationToken : keys.Token;
        TrainingDisplay display = console.Profile.Capabilities.Interactive ? new LiveDisplay(console) : new LineDisplay(console);
        return display.Show((batch, epoch) => trainer.Train(data, epochs, batchSize, batch, validation, token, epoch));
    }
}
