using Spectre.Console;

namespace Unrolled;

/// <summary>Shows training to people or to programs.</summary>
internal abstract class TrainingDisplay
{
    /// <summary>Runs training to its end, and shows it.</summary>
    /// <param name="train">Trains, and calls back after each batch and each epoch, on the thread that called it.</param>
    public abstract FitHistory Show(Func<Action<FitProgress>, Action<EpochResult>, FitHistory> train);
}

/// <summary>For a pipe: a line an epoch, and how it ended.</summary>
internal sealed class LineDisplay(IAnsiConsole console) : TrainingDisplay
{
    public override FitHistory Show(Func<Action<FitProgress>, Action<EpochResult>, FitHistory> train)
    {
        FitHistory history = train(static _ => { }, epoch => Write(epoch.ToString()));
        Write(history.Summary);
        return history;
    }

    // As it is: a console that wraps lines, for a width that a pipe does not have, would break them.
    private void Write(string line) => console.Profile.Out.Writer.WriteLine(line);
}
