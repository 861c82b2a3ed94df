using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = 1/x</c>, <c>dx = -dy·y²</c>.</summary>
internal sealed class Reciprocal : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => 1f / x;

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => -(dy * (y * y));
}
