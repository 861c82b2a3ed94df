using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = ln x</c>, <c>dx = dy/x</c>; -∞ of 0, NaN of what is negative.</summary>
internal sealed class Log : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Call(Functions.Log, x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy / x;
}
