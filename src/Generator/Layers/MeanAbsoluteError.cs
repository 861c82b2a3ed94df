using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>loss = Σ|x-t|/n</c> over all elements, <c>dx = sign(x-t)/n</c>, which is 0 where they are equal.</summary>
internal sealed class MeanAbsoluteError : ElementLoss
{
    protected override Expr Loss(LayerSpec spec, Expr x, Expr t) => Expr.Abs(x - t);

    // What is neither greater nor smaller is 0 or NaN, and stays so.
    protected override Expr Slope(LayerSpec spec, Expr x, Expr t) => Expr.WhereGreater(x, t, 1f, Expr.WhereGreater(t, x, -1f, x - t));
}
