using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary><c>y = (eˣ - e⁻ˣ)/2 = tanh x·cosh x</c>, <c>dx = dy·cosh x</c>.</summary>
internal sealed class Sinh : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Expr.Call(Functions.Tanh, x) * Formulas.Cosh(x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * Formulas.Cosh(x);
}

/// <summary><c>y = (eˣ + e⁻ˣ)/2</c>, <c>dx = dy·sinh x = dy·y·tanh x</c>.</summary>
internal sealed class Cosh : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x) => Formulas.Cosh(x);

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy * (y * Expr.Call(Functions.Tanh, x));
}

/// <summary>
/// <c>y = ln(x + √(x² + 1))</c>, of <c>|x|</c> with the sign put back and the logarithm's argument taken less one;
/// <c>dx = dy/√(x² + 1)</c>.
/// </summary>
internal sealed class Asinh : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x)
    {
        Expr a = Expr.Abs(x), square = a * a, near = Formulas.LogOnePlus(a + square / (1f + Expr.Sqrt(square + 1f)));
        Expr y = Expr.WhereGreater(a, Formulas.Far, Formulas.LogOfTwice(a), near);
        return Expr.WhereGreater(x, 0f, y, -y);
    }

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy / Expr.Sqrt(x * x + 1f);
}

/// <summary>
/// <c>y = ln(x + √(x² - 1))</c> with the logarithm's argument taken less one, <c>dx = dy/√(x² - 1)</c>; NaN of what is less than 1.
/// </summary>
internal sealed class Acosh : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x)
    {
        Expr d = x - 1f, near = Formulas.LogOnePlus(d + Expr.Sqrt(d) * Expr.Sqrt(d + 2f));
        return Expr.WhereGreater(x, Formulas.Far, Formulas.LogOfTwice(x), near);
    }

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy / Expr.Sqrt((x - 1f) * (x + 1f));
}

/// <summary>
/// <c>y = ½·ln((1 + x)/(1 - x))</c>, of <c>|x|</c> with the sign put back and the logarithm's argument taken less one,
/// <c>dx = dy/(1 - x²)</c>; NaN of what is greater than 1.
/// </summary>
internal sealed class Atanh : Activation
{
    protected override Expr Forward(LayerSpec spec, Expr x)
    {
        Expr a = Expr.Abs(x), y = 0.5f * Formulas.LogOnePlus((a + a) / (1f - a));
        return Expr.WhereGreater(x, 0f, y, -y);
    }

    protected override Expr Backward(LayerSpec spec, Expr dy, Expr y, Expr x) => dy / ((1f - x) * (1f + x));
}
