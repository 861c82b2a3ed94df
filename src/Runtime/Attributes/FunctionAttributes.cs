namespace Unrolled;

/// <summary><c>eˣ</c>, element by element.</summary>
public sealed class ExpAttribute : LayerAttribute;

/// <summary><c>ln x</c>, element by element: -∞ of 0, NaN of what is negative.</summary>
public sealed class LogAttribute : LayerAttribute;

/// <summary><c>√x</c>, element by element: NaN of what is negative.</summary>
public sealed class SqrtAttribute : LayerAttribute;

/// <summary><c>|x|</c>, element by element; the gradient at 0 is 0.</summary>
public sealed class AbsAttribute : LayerAttribute;

/// <summary><c>-x</c>, element by element.</summary>
public sealed class NegAttribute : LayerAttribute;

/// <summary><c>1/x</c>, element by element.</summary>
public sealed class ReciprocalAttribute : LayerAttribute;

/// <summary>
/// <c>xᵖ</c>, element by element. Where p is a whole number of quarters the result is made of products and square roots; other
/// powers are <c>e^(p·ln x)</c>, whose relative error is about |p·ln x| units in the last place, and NaN where x is negative.
/// </summary>
/// <param name="exponent">The exponent p, from -64 to 64 and not 0.</param>
public sealed class PowAttribute(double exponent) : LayerAttribute
{
    /// <summary>The exponent.</summary>
    public double Exponent { get; } = exponent;
}
