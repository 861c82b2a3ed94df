using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = -x</c>, <c>dx = -dy</c>.</summary>
internal sealed class Neg : Activation
{
    // A product turns the sign of 0 too, which a difference does not.
    protected override Expr Forward(LayerSpec spec, Expr x) => x * -1f;

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * -1f;
}
