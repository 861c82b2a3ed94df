using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = tanh x</c>, <c>dx = dy·(1-y²)</c>.</summary>
internal sealed class Tanh : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Call("Tanh", x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * (1f - y * y);
}
