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

/// <summary>
/// <c>eˣⁱ/Σeˣʲ</c> over the last axis. For training a classifier leave it out: <see cref="SoftmaxCrossEntropyAttribute"/> takes the logits.
/// </summary>
public sealed class SoftmaxAttribute : LayerAttribute;
