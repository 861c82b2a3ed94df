using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = √x</c>, <c>dx = dy/(2·y)</c>; NaN of what is negative.</summary>
internal sealed class Sqrt : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Sqrt(x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * (0.5f / y);
}
