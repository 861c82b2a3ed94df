using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = 1/(1+e⁻ˣ)</c>, <c>dx = dy·y·(1-y)</c>.</summary>
internal sealed class Sigmoid : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Call("Sigmoid", x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * (y * (1f - y));
}
