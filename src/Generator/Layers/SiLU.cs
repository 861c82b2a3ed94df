using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = x·σ(x)</c>, <c>dx = dy·σ(x)·(1 + x·(1 - σ(x)))</c>, where <c>σ(x) = 1/(1+e⁻ˣ)</c>.</summary>
internal sealed class SiLU : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => x * Expr.Call(Functions.Sigmoid, x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x)
    {
        Expr s = Expr.Call(Functions.Sigmoid, x);
        return dy * (s * (1f + x * (1f - s)));
    }
}
