using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// With <c>d = x - t</c>: <c>½·d²</c> where <c>|d| ≤ δ</c> and <c>δ·(|d| - ½·δ)</c> elsewhere, mean over all elements;
/// <c>dx = min(max(d, -δ), δ)/n</c>.
/// </summary>
internal sealed class Huber : ElementLoss
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Delta", float.Epsilon, float.MaxValue)];

    // With c = min(|d|, δ) both cases are c·(|d| - ½·c).
    protected override Expr Loss(LayerSpec spec, Expr x, Expr t)
    {
        Expr distance = Expr.Abs(x - t), near = Expr.Min(distance, Delta(spec));
        return near * (distance - 0.5f * near);
    }

    protected override Expr Slope(LayerSpec spec, Expr x, Expr t) => Expr.Min(Expr.Max(x - t, -Delta(spec)), Delta(spec));

    private static float Delta(LayerSpec spec) => (float)spec.Number("Delta", 1);
}
