using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = |x|</c>, <c>dx = dy·sign(x)</c>.</summary>
internal sealed class Abs : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Abs(x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) =>
        Expr.WhereGreater(x, 0f, dy, Expr.WhereGreater(0f, x, -dy, 0f));
}
