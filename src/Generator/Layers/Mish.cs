using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x·t</c> with <c>t = tanh(ln(1 + eˣ))</c>, <c>dx = dy·(t + x·(1 - t²)·σ(x))</c> (Misra, "Mish: a self regularized non-monotonic
/// activation function").
/// </summary>
internal sealed class Mish : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => x * Gate(x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) =>
        dy * (Gate(x) + x * (1f - Gate(x) * Gate(x)) * Expr.Call(Functions.Sigmoid, x));

    private static Expr Gate(Expr x) => Expr.Call(Functions.Tanh, Expr.Max(x, 0f) + Formulas.LogOnePlusExpMinusAbs(x));
}
