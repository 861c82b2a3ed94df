namespace Unrolled;

/// <summary>Training met a loss that is NaN or infinite. The step that would have learned from it was not taken.</summary>
public sealed class NonFiniteLossException : ArithmeticException
{
    internal NonFiniteLossException(int epoch, int batch, float loss)
        : base($"The loss is {loss} in epoch {epoch}, batch {batch}; the parameters are those from before this batch. " +
            "Lower the optimiser's rate, check inputs and targets for NaN and infinity, and scale inputs to about -1 to 1; " +
            "then start from new or saved parameters.")
    {
        Epoch = epoch;
        Batch = batch;
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The batch in it, from 1.</summary>
    public int Batch { get; }
}
