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

    /// <summary>From here on <c>x² ± 1</c> is <c>x²</c>, to a float's last digit.</summary>
    public const float Far = 1e4f;

    /// <summary>
    /// <c>ln(1 + t)</c> for t from 0 on, as <see cref="LogOnePlusExpMinusAbs"/>; far beyond 1 that is the logarithm alone.
    /// </summary>
    public static Expr LogOnePlus(Expr t)
    {
        Expr w = 1f + t;
        return Expr.WhereGreater(t, 1e8f, Expr.Call(Functions.Log, t), Expr.Call(Functions.Log, w) + (t - (w - 1f)) / w);
    }

    /// <summary><c>ln 2x</c>, which 2x may be too large for.</summary>
    public static Expr LogOfTwice(Expr x) => Expr.Call(Functions.Log, x) + 0.6931472f;

    /// <summary><c>(eˣ + e⁻ˣ)/2</c> with <c>u = e^(|x|/2)</c> as <c>½u·u + ½/u²</c>, which is finite wherever the result is.</summary>
    public static Expr Cosh(Expr x)
    {
        Expr u = Expr.Call(Functions.Exp, 0.5f * Expr.Abs(x));
        return 0.5f * u * u + 0.5f / (u * u);
    }

    /// <summary>
    /// <c>xᵖ</c>. Where p is a whole number of quarters it is a product of squares, and of roots for the fraction; other powers are
    /// <c>e^(p·ln x)</c>, whose relative error grows with |p·ln x| and which are NaN where x is negative.
    /// </summary>
    public static Expr Power(Expr x, double exponent)
    {
        double quarters = 4 * Math.Abs(exponent);
        if (quarters != Math.Floor(quarters))
            return Expr.Call(Functions.Exp, (float)exponent * Expr.Call(Functions.Log, x));

        Expr root = Expr.Sqrt(x), factor = Expr.Sqrt(root);
        Expr? product = null;
        int bits = (int)quarters;
        for (int bit = 0; bits >> bit != 0; bit++)
        {
            factor = bit switch { 0 => factor, 1 => root, 2 => x, _ => factor * factor };
            if ((bits >> bit & 1) != 0)
                product = product is null ? factor : product * factor;
        }

        product ??= 1f;
        return exponent < 0 ? 1f / product : product;
    }
}
