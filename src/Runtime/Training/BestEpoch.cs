namespace Unrolled.Training;

/// <summary>What early stopping remembers: the best epoch's loss and parameters, and how long ago it was.</summary>
internal sealed class BestEpoch(EarlyStopping settings, int parameterCount)
{
    /// <summary>The lowest loss so far; infinite before the first epoch.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>Epochs since that loss.</summary>
    public int Ago { get; private set; }

    /// <summary>The parameters of that epoch.</summary>
    public float[] Parameters { get; } = new float[parameterCount];

    /// <summary>Whether patience has run out.</summary>
    public bool Stopped => Ago >= settings.Patience;

    /// <summary>Takes in an epoch, and its parameters if it is the best. A loss that is not a number is no improvement.</summary>
    public void Observe(double loss, Action<Span<float>> copy)
    {
        // The first finite loss is one, however large the improvement that is asked for.
        if (loss < Loss - settings.MinimumImprovement)
        {
            (Loss, Ago) = (loss, 0);
            copy(Parameters);
        }
        else
        {
            Ago++;
        }
    }

    /// <summary>Gives a network the best parameters, if there are any.</summary>
    public void CopyTo(Action<ReadOnlySpan<float>> copy)
    {
        if (double.IsFinite(Loss))
            copy(Parameters);
    }

    /// <summary>Goes where another one stood, whose parameters have been copied into this one's.</summary>
    public void Restore(double loss, int ago) => (Loss, Ago) = (loss, ago);
}
