namespace Unrolled;

/// <summary>
/// Batch normalisation of each channel (or feature): <c>y = γ·(x - mean)/√(var + ε) + β</c> (Ioffe and Szegedy, 2015;
/// PyTorch's <c>BatchNorm1d</c> and <c>BatchNorm2d</c>). Training uses mean and variance of the whole batch, and
/// remembers running ones, which inference uses.
/// </summary>
public sealed class BatchNormAttribute : ParameterLayerAttribute
{
    /// <summary>What is added to the variance. 1e-5 unless set.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>How much of the running statistics each batch replaces, 0 to 1. 0.1 unless set.</summary>
    public double Momentum { get; set; } = 0.1;
}

/// <summary>
/// In training, sets each value to 0 with a probability of <c>rate</c> and multiplies the others by <c>1/(1 - rate)</c>
/// (Srivastava et al., 2014; PyTorch's <c>Dropout</c>). Inference leaves all as it is. Which values are dropped follows
/// from the trainer's seed, the step, the sample's place in the batch and the value's place alone.
/// </summary>
/// <param name="rate">The probability, from 0 to below 1.</param>
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability of being dropped.</summary>
    public double Rate { get; } = rate;
}
