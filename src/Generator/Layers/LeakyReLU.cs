using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x</c> where positive, <c>slope·x</c> elsewhere; <c>dx = dy</c> or <c>slope·dy</c>. With a positive slope y has x's sign.
/// </summary>
internal sealed class LeakyReLU : Activation
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Slope", float.Epsilon, float.MaxValue)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Slope", spec.Number("Slope", 0.01))];

    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.WhereGreater(x, 0f, x, Slope(spec) * x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => Expr.WhereGreater(y, 0f, dy, Slope(spec) * dy);

    private static Expr Slope(LayerSpec spec) => (float)spec.Number("Slope", 0.01);
}
