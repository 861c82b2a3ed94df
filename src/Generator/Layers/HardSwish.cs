using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x·min(max(x + 3, 0), 6)/6</c>; <c>dx</c> is 0 below -3, <c>dy</c> above 3, and <c>dy·(x/3 + ½)</c> between. (Howard et al.,
/// "Searching for MobileNetV3".)
/// </summary>
internal sealed class HardSwish : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => x * Expr.Min(Expr.Max(x + 3f, 0f), 6f) * (1f / 6f);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) =>
        Expr.WhereGreater(x, 3f, dy, Expr.WhereGreater(-3f, x, 0f, dy * (x * (1f / 3f) + 0.5f)));
}
