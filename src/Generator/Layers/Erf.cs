using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = 2/√π·∫₀ˣ e^-t² dt</c>, <c>dx = dy·2/√π·e^-x²</c>.</summary>
internal sealed class Erf : Activation
{
    private const float TwoOverRootPi = 1.1283792f;

    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Call(Functions.Erf, x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * (TwoOverRootPi * Expr.Call(Functions.Exp, -(x * x)));
}
