using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = eˣ</c>, <c>dx = dy·y</c>.</summary>
internal sealed class Exp : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Call(Functions.Exp, x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * y;
}
