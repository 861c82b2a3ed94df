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
/// <c>x·Φ(x)</c> with the normal distribution <c>Φ(x) = ½·(1 + erf(x/√2))</c>. PyTorch's <c>GELU</c>.
/// </summary>
public sealed class GELUAttribute : LayerAttribute
{
    /// <summary>What stands for Φ. <see cref="GELUApproximation.None"/> unless set.</summary>
    public GELUApproximation Approximate { get; set; }
}

/// <summary>Forms of <see cref="GELUAttribute"/>: PyTorch's <c>approximate</c>.</summary>
public enum GELUApproximation
{
    /// <summary>Φ itself, PyTorch's default.</summary>
    None,

    /// <summary><c>½·(1 + tanh(√(2/π)·(x + 0.044715·x³)))</c>, as in GPT-2.</summary>
    Tanh,
}

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

/// <summary><c>min(max(x, 0), 6)</c>. PyTorch's <c>ReLU6</c>.</summary>
public sealed class ReLU6Attribute : LayerAttribute;

/// <summary>
/// <c>min(max(x, min), max)</c>, where either may be left out. ONNX's <c>Clip</c>; PyTorch's <c>Hardtanh(min, max)</c>, whose gradient
/// it has: 0 where the result is one of the two.
/// </summary>
/// <param name="min">The least result; none unless given.</param>
/// <param name="max">The largest result, at least <paramref name="min"/>; none unless given.</param>
public sealed class ClipAttribute(double min = double.NegativeInfinity, double max = double.PositiveInfinity) : LayerAttribute
{
    /// <summary>The least result.</summary>
    public double Min { get; } = min;

    /// <summary>The largest result.</summary>
    public double Max { get; } = max;
}

/// <summary>
/// <c>1.0507·x</c> where positive, <c>1.0507·1.6733·(eˣ - 1)</c> elsewhere (Klambauer et al., "Self-normalizing neural networks").
/// PyTorch's <c>SELU</c>.
/// </summary>
public sealed class SELUAttribute : LayerAttribute;

/// <summary>
/// <c>x</c> where positive, <c>alpha·(e^(x/alpha) - 1)</c> elsewhere (Barron, "Continuously differentiable exponential linear units").
/// PyTorch's <c>CELU</c>.
/// </summary>
/// <param name="alpha">What very negative inputs approach, with the sign turned; 1e-6 to 1e6.</param>
public sealed class CELUAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>What very negative inputs approach, with the sign turned.</summary>
    public double Alpha { get; } = alpha;
}

/// <summary>
/// <c>min(max(alpha·x + beta, 0), 1)</c>, a sigmoid of three lines. PyTorch's <c>Hardsigmoid</c> by default, ONNX's <c>HardSigmoid</c>
/// with <c>(0.2, 0.5)</c>.
/// </summary>
/// <param name="alpha">The slope.</param>
/// <param name="beta">The result for 0.</param>
public sealed class HardSigmoidAttribute(double alpha = 1.0 / 6, double beta = 0.5) : LayerAttribute
{
    /// <summary>The slope.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>The result for 0.</summary>
    public double Beta { get; } = beta;
}

/// <summary><c>x/(1 + |x|)</c>. PyTorch's <c>Softsign</c>.</summary>
public sealed class SoftsignAttribute : LayerAttribute;

/// <summary>
/// <c>x·tanh(ln(1 + eˣ))</c> (Misra, "Mish: a self regularized non-monotonic activation function"). PyTorch's <c>Mish</c>.
/// </summary>
public sealed class MishAttribute : LayerAttribute;

/// <summary>
/// <c>x</c> where it is greater than alpha, 0 elsewhere. ONNX's <c>ThresholdedRelu</c>; PyTorch's <c>Threshold(alpha, 0)</c>.
/// </summary>
/// <param name="alpha">What is to be exceeded, at least 0.</param>
public sealed class ThresholdedReLUAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>What is to be exceeded.</summary>
    public double Alpha { get; } = alpha;
}

/// <summary>The error function, <c>2/√π·∫₀ˣ e^-t² dt</c>. PyTorch's <c>erf</c>.</summary>
public sealed class ErfAttribute : LayerAttribute;

/// <summary>The hyperbolic sine, <c>(eˣ - e⁻ˣ)/2</c>.</summary>
public sealed class SinhAttribute : LayerAttribute;

/// <summary>The hyperbolic cosine, <c>(eˣ + e⁻ˣ)/2</c>.</summary>
public sealed class CoshAttribute : LayerAttribute;

/// <summary>The inverse of the hyperbolic sine, <c>ln(x + √(x² + 1))</c>.</summary>
public sealed class AsinhAttribute : LayerAttribute;

/// <summary>The inverse of the hyperbolic cosine, <c>ln(x + √(x² - 1))</c>; NaN of what is less than 1.</summary>
public sealed class AcoshAttribute : LayerAttribute;

/// <summary>The inverse of the hyperbolic tangent, <c>½·ln((1 + x)/(1 - x))</c>; NaN beyond -1 and 1.</summary>
public sealed class AtanhAttribute : LayerAttribute;
