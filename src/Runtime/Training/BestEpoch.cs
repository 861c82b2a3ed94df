namespace Unrolled.Training;

/// <summary>
/// The best epoch so far, by its loss on validation samples or, without any, on those that it learned from; with early stopping its
/// parameters, too.
/// </summary>
/// <param name="settings">When training ends; null for never.</param>
/// <param name="parameterCount">The network's parameters.</param>
internal sealed class BestEpoch(EarlyStopping? settings, int parameterCount)
{
    /// <summary>The lowest loss so far; infinite before the first epoch.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>Epochs since that loss.</summary>
    public int Ago { get; private set; }

    /// <summary>Whether that epoch's parameters are kept, for the network to have them in the end.</summary>
    public bool KeepsParameters => settings is not null;

    /// <summary>The parameters of that epoch, where they are kept.</summary>
    public float[] Parameters { get; } = settings is null ? [] : new float[parameterCount];

    /// <summary>Whether patience has run out.</summary>
    public bool Stopped => settings is not null && Ago >= settings.Patience;

    /// <summary>Takes in an epoch, and its parameters if it is the best. A loss that is not a number is no improvement.</summary>
    /// <returns>Whether it is the best.</returns>
    public bool Observe(double loss, Action<Span<float>> copy)
    {
        // The first finite loss is one, however large the improvement that is asked for.
        bool better = loss < Loss - (settings?.MinimumImprovement ?? 0);
        (Loss, Ago) = better ? (loss, 0) : (Loss, Ago + 1);
        if (better && KeepsParameters)
            copy(Parameters);
        return better;
    }

    /// <summary>Gives a network the best parameters, if there are any.</summary>
    public void CopyTo(Action<ReadOnlySpan<float>> copy)
    {
        if (KeepsParameters && double.IsFinite(Loss))
            copy(Parameters);
    }

    /// <summary>Goes where another one stood, whose parameters have been copied into this one's.</summary>
    public void Restore(double loss, int ago) => (Loss, Ago) = (loss, ago);
}
