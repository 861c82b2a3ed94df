namespace Unrolled.Generator.Expressions;

/// <summary>Functions made of elementary ones so that no digits cancel.</summary>
internal static class Formulas
{
    /// <summary><c>eˣ - 1 = tanh(x/2)·(eˣ + 1)</c>, which near 0 loses nothing, as the difference would.</summary>
    public static Expr ExpMinusOne(Expr x) => Expr.Call(Functions.Tanh, 0.5f * x) * (Expr.Call(Functions.Exp, x) + 1f);

    /// <summary>
    /// <c>ln(1 + e⁻|ˣ|)</c>: with <c>u = e⁻|ˣ|</c> and <c>w = 1 + u</c> rounded, <c>ln w + (u - (w - 1))/w</c>, where the
    /// second term is what the rounding lost (Goldberg, "What every computer scientist should know about floating-point
    /// arithmetic", theorem 4, has the idea).
    /// </summary>
    public static Expr LogOnePlusExpMinusAbs(Expr x)
    {
        Expr u = Expr.Call(Functions.Exp, -Expr.Abs(x)), w = 1f + u;
        return Expr.Call(Functions.Log, w) + (u - (w - 1f)) / w;
    }
}
