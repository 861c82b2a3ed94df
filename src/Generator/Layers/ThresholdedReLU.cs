using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = x</c> where x > α, 0 elsewhere; <c>dx = dy</c> where y > α, which with α ≥ 0 is where x is. (Konda, Memisevic and Krueger,
/// "Zero-bias autoencoders and the benefits of co-adapting features".)
/// </summary>
internal sealed class ThresholdedReLU : Activation
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Alpha", 0, float.MaxValue)];

    // NaN is neither below α nor equal to it, and stays.
    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) => [new("Alpha", spec.Number("Alpha", 1))];

    protected override Expr Forward(LayerSpec spec, Expr x) =>
        Expr.WhereGreater(Alpha(spec), x, 0f, Expr.WhereEqual(x, Alpha(spec), 0f, x));

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => Expr.WhereGreater(y, Alpha(spec), dy, 0f);

    private static Expr Alpha(LayerSpec spec) => (float)spec.Number("Alpha", 1);
}
