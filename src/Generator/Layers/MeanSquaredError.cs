using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>loss = Σ(x-t)²/n</c> over all elements, <c>dx = 2·(x-t)/n</c>.</summary>
internal sealed class MeanSquaredError : ElementLoss
{
    protected override Expr Loss(LayerSpec spec, Expr x, Expr t) => (x - t) * (x - t);

    protected override Expr Slope(LayerSpec spec, Expr x, Expr t) => 2f * (x - t);
}
