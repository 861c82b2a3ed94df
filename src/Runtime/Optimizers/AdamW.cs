namespace Unrolled;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) with PyTorch's formulas
/// (<c>torch.optim.AdamW</c>): at step <c>t</c>, with gradient <c>g</c>, rate <c>η</c> and weight decay <c>λ</c>,
/// <code>
/// θ ← θ·(1 - η·λ)
/// m ← m + (g - m)·(1 - β₁)
/// v ← β₂·v + (1 - β₂)·g²
/// θ ← θ - η/(1 - β₁ᵗ) · m / (√v/√(1 - β₂ᵗ) + ε)
/// </code>
/// so that, unlike in <see cref="Adam"/>, parameters with large gradients decay as fast as the others.
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>Chooses the coefficients; all but rate and decay are rarely changed.</summary>
    /// <param name="rate">The learning rate, finite and greater than 0.</param>
    /// <param name="beta1">How much of the gradients' mean is kept, 0 to less than 1.</param>
    /// <param name="beta2">How much of the squared gradients' mean is kept, 0 to less than 1.</param>
    /// <param name="epsilon">Keeps the step finite where gradients vanish; greater than 0.</param>
    /// <param name="weightDecay">The part of a parameter, times the rate, that each step takes away; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coefficient is out of its range.</exception>
    public AdamW(double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
        : base(rate, beta1, beta2, epsilon, weightDecay, decoupled: true)
    {
    }
}
