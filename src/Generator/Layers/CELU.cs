using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x</c> where positive, <c>α·(e^(x/α) - 1)</c> elsewhere; <c>dx = dy</c> or <c>dy·e^(x/α) = dy·(y/α + 1)</c> (Barron,
/// "Continuously differentiable exponential linear units").
/// </summary>
internal sealed class CELU : Activation
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Alpha", 1e-6, 1e6)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) => [new("Alpha", spec.Number("Alpha", 1))];

    protected override Expr Forward(LayerSpec spec, Expr x) =>
        Expr.WhereGreater(x, 0f, x, Alpha(spec) * Formulas.ExpMinusOne(x * (1f / Alpha(spec))));

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) =>
        Expr.WhereGreater(y, 0f, dy, dy * (y * (1f / Alpha(spec)) + 1f));

    private static float Alpha(LayerSpec spec) => (float)spec.Number("Alpha", 1);
}
