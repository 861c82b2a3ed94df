using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = min(max(α·x + β, 0), 1)</c>, <c>dx = α·dy</c> where 0 &lt; y &lt; 1.</summary>
internal sealed class HardSigmoid : Activation
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
        [new("Alpha", -float.MaxValue, float.MaxValue), new("Beta", -float.MaxValue, float.MaxValue)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Alpha", spec.Number("Alpha", 1.0 / 6)), new("Beta", spec.Number("Beta", 0.5))];

    protected override Expr Forward(LayerSpec spec, Expr x) =>
        Expr.Min(Expr.Max(Alpha(spec) * x + (float)spec.Number("Beta", 0.5), 0f), 1f);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) =>
        Expr.WhereGreater(y, 0f, Expr.WhereGreater(1f, y, Alpha(spec) * dy, 0f), 0f);

    private static Expr Alpha(LayerSpec spec) => (float)spec.Number("Alpha", 1.0 / 6);
}
