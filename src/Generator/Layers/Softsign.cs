using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = x/(1 + |x|)</c>, <c>dx = dy/(1 + |x|)² = dy·(1 - |y|)²</c>.</summary>
internal sealed class Softsign : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => x / (1f + Expr.Abs(x));

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * ((1f - Expr.Abs(y)) * (1f - Expr.Abs(y)));
}
