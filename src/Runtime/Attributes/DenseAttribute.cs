namespace Unrolled;

/// <summary>
/// A fully connected layer on the last axis: <c>y[o] = b[o] + Σᵢ w[o,i]·x[i]</c>. Weights are <c>[units, inputs]</c> in
/// files, as PyTorch's <c>Linear</c>.
/// </summary>
/// <param name="units">Outputs, at least 1.</param>
public sealed class DenseAttribute(int units) : ParameterLayerAttribute
{
    /// <summary>Outputs.</summary>
    public int Units { get; } = units;
}
