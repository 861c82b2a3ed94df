namespace Unrolled;

/// <summary>
/// The base of normalisations by numbers of one sample, the same in training and inference. A learned weight γ and bias β of each channel
/// or feature start from 1 and 0; the bias is left out where <see cref="ParameterLayerAttribute.Bias"/> is false.
/// </summary>
public abstract class SampleNormAttribute : ParameterLayerAttribute
{
    private protected SampleNormAttribute(double epsilon, bool affine) => (Epsilon, Affine) = (epsilon, affine);

    /// <summary>What is added to the variance, or to the mean of squares.</summary>
    public double Epsilon { get; set; }

    /// <summary>Whether there are a learned weight and bias.</summary>
    public bool Affine { get; set; }
}

/// <summary>
/// Layer normalisation of the last axis of each sample: <c>y = γ·(x - mean)/√(var + ε) + β</c> (Ba, Kiros and Hinton,
/// 2016; PyTorch's <c>LayerNorm</c>).
/// </summary>
public sealed class LayerNormAttribute() : SampleNormAttribute(1e-5, affine: true);

/// <summary>
/// Root mean square normalisation of the last axis of each sample: <c>y = γ·x/√(mean(x²) + ε)</c>, with ε = 2⁻²³ and no bias (Zhang and
/// Sennrich, 2019; PyTorch's <c>RMSNorm</c>).
/// </summary>
public sealed class RMSNormAttribute() : SampleNormAttribute(1.1920928955078125e-7, affine: true);

/// <summary>
/// Normalisation of groups of neighbouring channels, each with all its places: <c>y = γ·(x - mean)/√(var + ε) + β</c> (Wu and He, 2018;
/// PyTorch's <c>GroupNorm</c>).
/// </summary>
/// <param name="groups">The number of groups, a divisor of the channels.</param>
public sealed class GroupNormAttribute(int groups) : SampleNormAttribute(1e-5, affine: true)
{
    /// <summary>The number of groups.</summary>
    public int Groups { get; } = groups;
}

/// <summary>
/// Normalisation of each channel of each sample over its places: <c>y = (x - mean)/√(var + ε)</c>, and with
/// <see cref="SampleNormAttribute.Affine"/> set <c>γ·y + β</c> (Ulyanov, Vedaldi and Lempitsky, 2016; PyTorch's <c>InstanceNorm1d</c>
/// and <c>InstanceNorm2d</c>).
/// </summary>
public sealed class InstanceNormAttribute() : SampleNormAttribute(1e-5, affine: false);

/// <summary>
/// <c>y = x/(k + alpha/size·Σ x²)^beta</c>, the sum over the channels around each element: size/2 before it, itself, and as many behind
/// it as make size, none beyond the first and the last (Krizhevsky, Sutskever and Hinton, 2012; PyTorch's <c>LocalResponseNorm</c>).
/// </summary>
/// <param name="size">The number of channels, at least 1.</param>
/// <param name="alpha">What the mean of squares is multiplied by, at least 0.</param>
/// <param name="beta">The exponent.</param>
/// <param name="k">What is added, at least 0.</param>
public sealed class LocalResponseNormAttribute(int size, double alpha = 1e-4, double beta = 0.75, double k = 1) : LayerAttribute
{
    /// <summary>The number of channels.</summary>
    public int Size { get; } = size;

    /// <summary>What the mean of squares is multiplied by.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>The exponent.</summary>
    public double Beta { get; } = beta;

    /// <summary>What is added.</summary>
    public double K { get; } = k;
}
