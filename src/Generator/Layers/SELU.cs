using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = s·x</c> where positive, <c>s·α·(eˣ - 1)</c> elsewhere; <c>dx = s·dy</c> or <c>dy·s·α·eˣ = dy·(y + s·α)</c>. With these s and α
/// mean 0 and variance 1 are a fixed point of a layer (Klambauer et al., "Self-normalizing neural networks").
/// </summary>
internal sealed class SELU : Activation
{
    private const float Scale = 1.05070099f, ScaledAlpha = (float)(1.0507009873554805 * 1.6732632423543772);

    protected override Expr Forward(LayerSpec spec, Expr x) =>
        Expr.WhereGreater(x, 0f, Scale * x, ScaledAlpha * Formulas.ExpMinusOne(x));

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) =>
        Expr.WhereGreater(y, 0f, Scale * dy, dy * (y + ScaledAlpha));
}
