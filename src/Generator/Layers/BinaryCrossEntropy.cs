using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// With <c>p = σ(x)</c>: <c>-t·ln p - (1-t)·ln(1-p)</c>, mean over all elements, computed as <c>max(x, 0) - x·t + ln(1 + e⁻|ˣ|)</c>,
/// which neither overflows nor cancels; <c>dx = (σ(x) - t)/n</c>.
/// </summary>
internal sealed class BinaryCrossEntropy : ElementLoss
{
    protected override Expr Loss(LayerSpec spec, Expr x, Expr t) => Expr.Max(x, 0f) - x * t + Formulas.LogOnePlusExpMinusAbs(x);

    protected override Expr Slope(LayerSpec spec, Expr x, Expr t) => Expr.Call(Functions.Sigmoid, x) - t;

    protected override OutputMeaning Outputs => OutputMeaning.BinaryLogits;
}
