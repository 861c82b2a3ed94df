using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x</c> where positive, <c>α·(eˣ - 1)</c> elsewhere; <c>dx = dy</c> or <c>dy·α·eˣ = dy·(y + α)</c>. With α ≥ 0 y
/// is positive only where x is.
/// </summary>
internal sealed class ELU : Activation
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Alpha", 0, float.MaxValue)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) => [new("Alpha", spec.Number("Alpha", 1))];

    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.WhereGreater(x, 0f, x, Alpha(spec) * Formulas.ExpMinusOne(x));

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => Expr.WhereGreater(y, 0f, dy, dy * (y + Alpha(spec)));

    private static Expr Alpha(LayerSpec spec) => (float)spec.Number("Alpha", 1);
}
