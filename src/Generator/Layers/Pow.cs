using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = xᵖ</c>, <c>dx = dy·p·xᵖ⁻¹</c>; see <see cref="Formulas.Power"/>.</summary>
internal sealed class Pow : Activation
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("Exponent", -64, 64)];

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x) => Exponent(spec) == 0
        ? throw new DoesNotFitException($"{spec.Declaration} gives 1 for every input; leave it out, or give another exponent")
        : base.Build(graph, spec, x);

    public override IEnumerable<Setting> Settings(LayerSpec spec, IReadOnlyList<Value> inputs) =>
        [new("Exponent", spec.Number("Exponent", 1))];

    protected override Expr Forward(LayerSpec spec, Expr x) => Formulas.Power(x, Exponent(spec));

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) =>
        dy * ((float)Exponent(spec) * Formulas.Power(x, Exponent(spec) - 1));

    private static double Exponent(LayerSpec spec) => spec.Number("Exponent", 1);
}
