using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = max(x, 0)</c>, <c>dx = dy where y > 0</c>.</summary>
internal sealed class ReLU : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Max(x, 0f);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => Expr.WhereGreater(y, 0f, dy, 0f);
}
