using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x·Φ(x)</c>, <c>dx = dy·(Φ(x) + x·e^(-x²/2)/√(2π))</c>, where <c>Φ(x) = ½·(1 + erf(x/√2))</c> is the normal distribution; or its
/// approximation <c>½·(1 + tanh z) = σ(2z)</c> with <c>z = √(2/π)·(x + 0.044715·x³)</c>, whose slope is
/// <c>σ(2z)·(1 - σ(2z))·2·dz/dx</c>. (Hendrycks and Gimpel, "Gaussian error linear units".)
/// </summary>
internal sealed class GELU : Activation
{
    private const float RootOfHalf = 0.70710678f, DensityAtZero = 0.39894228f, Linear = 1.59576912f, Cubic = 0.044715f;

    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
        [new("Approximate", 0, 1) { Range = "a member of GELUApproximation" }];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Approximate", ByTanh(spec) ? "Tanh" : "None")];

    protected override Expr Forward(LayerSpec spec, Expr x) => x * (ByTanh(spec) ? Approximate(x) : Normal(x));

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => ByTanh(spec)
        ? dy * (Approximate(x) + x * (Approximate(x) * (1f - Approximate(x)) * (Linear * (1f + 3f * Cubic * (x * x)))))
        : dy * (Normal(x) + x * (DensityAtZero * Expr.Call(Functions.Exp, -0.5f * (x * x))));

    private static bool ByTanh(LayerSpec spec) => spec.Number("Approximate", 0) != 0;

    private static Expr Normal(Expr x) => 0.5f * (1f + Expr.Call(Functions.Erf, RootOfHalf * x));

    private static Expr Approximate(Expr x) => Expr.Call(Functions.Sigmoid, Linear * x * (1f + Cubic * (x * x)));
}
