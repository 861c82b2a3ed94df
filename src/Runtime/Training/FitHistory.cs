using System.Globalization;
using System.Text;
using Unrolled.Serialization;
using Unrolled.Training;

namespace Unrolled;

/// <summary>What came of training: its epochs, which of them was the best, and why it ended. It prints as a table.</summary>
public sealed class FitHistory
{
    /// <summary>Tells of epochs, such as those of a loop over <c>Trainer.Fit</c>.</summary>
    /// <param name="epochs">Their results, in order.</param>
    /// <param name="stopReason">Why it ended.</param>
    /// <param name="elapsed">How long it took, with validation.</param>
    public FitHistory(IEnumerable<EpochResult> epochs, StopReason stopReason, TimeSpan elapsed)
    {
        Epochs = [.. epochs];
        StopReason = stopReason;
        Elapsed = elapsed;
    }

    /// <summary>Complete epochs, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>Why training ended.</summary>
    public StopReason StopReason { get; }

    /// <summary>
    /// The best epoch of the run, by the loss on validation samples, or on those that it learned from if there are none. Null if no
    /// loss was finite, or if the best epoch ran in an earlier call than these.
    /// </summary>
    public EpochResult? BestEpoch => Epochs.LastOrDefault(static epoch => epoch.IsBest);

    /// <summary>Whether the network has the best epoch's parameters now, not the last one's: with <see cref="EarlyStopping"/>.</summary>
    public bool KeepsBest { get; init; }

    /// <summary>How long it took, with validation.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>
    /// Writes the epochs as CSV, a line each below a line of names, whatever the culture. An old file stays until the new one is complete.
    /// </summary>
    /// <param name="path">The file to write.</param>
    public void SaveCsv(string path)
    {
        using var file = new AtomicFile(path);
        using (var writer = new StreamWriter(file.Stream, new UTF8Encoding(false), leaveOpen: true))
            ToCsv(writer);
        file.Commit();
    }

    /// <summary>
    /// Writes the epochs as CSV, a line each below a line of names, whatever the culture; what an epoch does not have is empty.
    /// </summary>
    /// <param name="writer">Receives them.</param>
    public void ToCsv(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("epoch,loss,validation_loss,validation_accuracy,rate,samples,seconds,samples_per_second,best\n");
        foreach (EpochResult epoch in Epochs)
        {
            string loss = Text(epoch.Loss), validation = epoch.Validation is null ? "" : Text(epoch.Validation.Loss);
            string accuracy = epoch.Validation is null or { Accuracy: float.NaN } ? "" : Text(epoch.Validation.Accuracy);
            string seconds = Text(epoch.Elapsed.TotalSeconds), speed = Text(epoch.SamplesPerSecond), best = epoch.IsBest ? "1" : "0";
            string[] fields =
            [
                Text(epoch.Epoch), loss, validation, accuracy, Text(epoch.Rate), Text(epoch.Samples), seconds, speed, best,
            ];
            writer.Write(string.Join(',', fields) + "\n");
        }
    }

    /// <summary>A table of the epochs, and a sentence on how they ended.</summary>
    public override string ToString() => HistoryTable.Of(this) + Summary;

    /// <summary>A sentence on how training ended: when, why, and which epoch was the best.</summary>
    public string Summary => StopReason switch
    {
        StopReason.EarlyStopping => $"stopped {After}: no improvement{Since}; {Best} and its parameters are kept",
        StopReason.Cancelled => $"cancelled {After}; the trainer can be saved, and goes on where it stands; {Best} so far",
        _ => $"completed {Count(Epochs.Count)}; {Best}" + (KeepsBest ? " and its parameters are kept" : ""),
    };

    private string After => Epochs.Count > 0 ? $"after epoch {Epochs[^1].Epoch}" : "before an epoch was complete";

    private string Since => BestEpoch is null ? "" : $" for {Count(Epochs[^1].Epoch - BestEpoch.Epoch)}";

    private string Best => BestEpoch is not null ? $"epoch {BestEpoch.Epoch} was the best"
        : KeepsBest ? "the best epoch ran in an earlier call" : "no epoch of these was the best";

    private static string Count(int epochs) => epochs == 1 ? "1 epoch" : $"{epochs} epochs";

    // What is not finite is written too, as NaN or Infinity: a loss that is none is something to see.
    private static string Text<TNumber>(TNumber number) where TNumber : IFormattable =>
        number.ToString(null, CultureInfo.InvariantCulture);
}
