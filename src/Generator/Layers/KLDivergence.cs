using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>t·(ln t - x)</c>, 0 where <c>t = 0</c>, summed over the elements of a sample and then the mean over samples;
/// <c>dx = -t/samples</c>. Outputs are logarithms of probabilities, targets probabilities.
/// </summary>
internal sealed class KLDivergence : ElementLoss
{
    protected override Expr Loss(LayerSpec spec, Expr x, Expr t) => Expr.WhereEqual(t, 0f, 0f, t * (Expr.Call(Functions.Log, t) - x));

    protected override Expr Slope(LayerSpec spec, Expr x, Expr t) => -t;

    protected override float Weight(Shape shape) => shape.Length;

    protected override OutputMeaning Outputs => OutputMeaning.LogProbabilities;
}
