using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y = ln(1 + e^βx)/β</c>, <c>dx = dy·σ(βx)</c>; above <c>βx = threshold</c> simply <c>y = x</c>, <c>dx = dy</c>. The logarithm is
/// taken of <c>1 + e⁻|βx|</c>, which cannot overflow, and <c>max(βx, 0)</c> added.
/// </summary>
internal sealed class Softplus : Activation
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } =
        [new("Beta", 1e-6, 1e6), new("Threshold", -float.MaxValue, float.MaxValue)];

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Beta", spec.Number("Beta", 1)), new("Threshold", spec.Number("Threshold", 20))];

    protected override Expr Forward(LayerSpec spec, Expr x)
    {
        Expr scaled = Scaled(spec, x), soft = Expr.Max(scaled, 0f) + Formulas.LogOnePlusExpMinusAbs(scaled);
        return Expr.WhereGreater(scaled, Threshold(spec), x, Beta(spec) == 1f ? soft : soft * (1f / Beta(spec)));
    }

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x)
    {
        Expr scaled = Scaled(spec, x);
        return Expr.WhereGreater(scaled, Threshold(spec), dy, dy * Expr.Call(Functions.Sigmoid, scaled));
    }

    private static float Beta(LayerSpec spec) => (float)spec.Number("Beta", 1);

    private static Expr Threshold(LayerSpec spec) => (float)spec.Number("Threshold", 20);

    private static Expr Scaled(LayerSpec spec, Expr x) => Beta(spec) == 1f ? x : Beta(spec) * x;
}
