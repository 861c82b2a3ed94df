using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x·Φ(x)</c>, <c>dx = dy·(Φ(x) + x·e^(-x²/2)/√(2π))</c>, where <c>Φ(x) = ½·(1 + erf(x/√2))</c> is the normal distribution; not
/// its approximation by tanh. (Hendrycks and Gimpel, "Gaussian error linear units".)
/// </summary>
internal sealed class GELU : Activation
{
    private const float RootOfHalf = 0.70710678f, DensityAtZero = 0.39894228f;

    protected override Expr Forward(LayerSpec spec, Expr x) => x * Normal(x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) =>
        dy * (Normal(x) + x * (DensityAtZero * Expr.Call(Functions.Exp, -0.5f * (x * x))));

    private static Expr Normal(Expr x) => 0.5f * (1f + Expr.Call(Functions.Erf, RootOfHalf * x));
}
