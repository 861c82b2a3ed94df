namespace Unrolled;

/// <summary>One pass over the training samples.</summary>
/// <param name="Epoch">Which one of this call of <c>Trainer.Fit</c>, from 1.</param>
/// <param name="Loss">The mean loss over all samples, each taken before the step that learned from it.</param>
/// <param name="Samples">Samples that were trained on; where an epoch was continued, those of its rest.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record EpochResult(int Epoch, float Loss, int Samples, TimeSpan Elapsed)
{
    /// <summary>Samples trained on in a second.</summary>
    public double SamplesPerSecond => Samples / Elapsed.TotalSeconds;

    /// <summary>How well the network does on the validation samples after this epoch, if there are any.</summary>
    public Evaluation? Validation { get; init; }

    /// <summary>The rate of the epoch's last step: the optimiser's, times what a schedule made of it.</summary>
    public double Rate { get; init; }

    /// <summary>
    /// Whether this epoch is the best of the run so far: by the loss on validation samples, or on those that it learned from if there are
    /// none. With <see cref="TrainerOptions.EarlyStopping"/>, what counts as an improvement is for that to say.
    /// </summary>
    public bool IsBest { get; init; }

    /// <summary>One line, aligned with other epochs'; the best one so far by validation is marked.</summary>
    public override string ToString() =>
        $"epoch {Epoch,3}  loss {Loss,9:F6}  {Elapsed.TotalSeconds,8:F2} s  {SamplesPerSecond,11:N0} samples/s" +
        (Rate > 0 ? $"  rate {Rate,-9:G4}" : "") +
        (Validation is null ? "" : $"  validation {Validation}{(IsBest ? "  best" : "")}");
}
