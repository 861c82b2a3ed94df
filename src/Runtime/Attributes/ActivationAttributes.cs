namespace Unrolled;

/// <summary><c>max(x, 0)</c>.</summary>
public sealed class ReLUAttribute : LayerAttribute;

/// <summary><c>x</c> where positive, <c>slope·x</c> elsewhere. PyTorch's <c>LeakyReLU</c>.</summary>
/// <param name="slope">The slope for negative inputs, greater than 0.</param>
public sealed class LeakyReLUAttribute(double slope = 0.01) : LayerAttribute
{
    /// <summary>The slope for negative inputs.</summary>
    public double Slope { get; } = slope;
}

/// <summary>The logistic function, <c>1/(1+e⁻ˣ)</c>.</summary>
public sealed class SigmoidAttribute : LayerAttribute;

/// <summary>The hyperbolic tangent.</summary>
public sealed class TanhAttribute : LayerAttribute;

/// <summary><c>x</c> where positive, <c>alpha·(eˣ - 1)</c> elsewhere. PyTorch's <c>ELU</c>.</summary>
/// <param name="alpha">What very negative inputs approach, with the sign turned; at least 0.</param>
public sealed class ELUAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>What very negative inputs approach, with the sign turned.</summary>
    public double Alpha { get; } = alpha;
}

/// <summary>
/// <c>x·Φ(x)</c> with the normal distribution <c>Φ(x) = ½·(1 + erf(x/√2))</c>. PyTorch's <c>GELU</c> with its default,
/// <c>approximate='none'</c>.
/// </summary>
public sealed class GELUAttribute : LayerAttribute;

/// <summary><c>x/(1+e⁻ˣ)</c>, also called swish. PyTorch's <c>SiLU</c>.</summary>
public sealed class SiLUAttribute : LayerAttribute;

/// <summary><c>ln(1 + e^(beta·x))/beta</c>, a smooth ReLU. PyTorch's <c>Softplus</c>.</summary>
/// <param name="beta">How sharply it bends, 1e-6 to 1e6.</param>
/// <param name="threshold">Where <c>beta·x</c> is above it, the result is x itself.</param>
public sealed class SoftplusAttribute(double beta = 1, double threshold = 20) : LayerAttribute
{
    /// <summary>How sharply it bends.</summary>
    public double Beta { get; } = beta;

    /// <summary>Where <c>Beta·x</c> is above it, the result is x itself.</summary>
    public double Threshold { get; } = threshold;
}

/// <summary><c>x·min(max(x + 3, 0), 6)/6</c>. PyTorch's <c>Hardswish</c>.</summary>
public sealed class HardSwishAttribute : LayerAttribute;

/// <summary>
/// <c>eˣⁱ/Σeˣʲ</c> over the last axis. For training a classifier leave it out: <see cref="SoftmaxCrossEntropyAttribute"/> takes the logits.
/// </summary>
public sealed class SoftmaxAttribute : LayerAttribute;

/// <summary>
/// <c>xᵢ - ln Σeˣʲ</c> over the last axis, the logarithm of softmax: what <see cref="KLDivergenceAttribute"/> compares. PyTorch's
/// <c>LogSoftmax</c>.
/// </summary>
public sealed class LogSoftmaxAttribute : LayerAttribute;
