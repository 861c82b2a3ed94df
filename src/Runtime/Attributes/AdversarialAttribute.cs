namespace Unrolled;

/// <summary>
/// Makes a partial class an adversarial pair (Goodfellow et al., "Generative adversarial nets", 2014): it takes a
/// living generator and a living discriminator and trains them against each other, with the gradients flowing to the
/// generator through the discriminator.
/// </summary>
/// <typeparam name="TGenerator">
/// A network without a loss. Its input is noise; its output has the shape of the discriminator's input.
/// </typeparam>
/// <typeparam name="TDiscriminator">A network that tells real samples from generated ones; a loss of its own plays no part.</typeparam>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AdversarialAttribute<TGenerator, TDiscriminator> : Attribute
    where TGenerator : class, INetwork<TGenerator>
    where TDiscriminator : class, INetwork<TDiscriminator>
{
    /// <summary>What both are measured by. <see cref="AdversarialLoss.NonSaturating"/> unless set.</summary>
    public AdversarialLoss Loss { get; set; }
}

/// <summary>
/// How a discriminator's outputs are compared with 1 for real and 0 for generated samples. The generator wants its
/// samples to be taken for real ones.
/// </summary>
public enum AdversarialLoss
{
    /// <summary>Binary cross entropy of logits; the generator maximises log D(G(z)), as Goodfellow et al. recommend in section 3.</summary>
    NonSaturating,

    /// <summary>Mean squared error (Mao et al., "Least squares generative adversarial networks", 2017).</summary>
    LeastSquares,
}
