using Emitted = Unrolled.Generator.Expressions.Functions;

namespace Unrolled.Numerics.Tests.Functions;

/// <summary>The functions in double precision, and the distance to them in units of the last place of a float.</summary>
internal static class FunctionReference
{
    public static Func<double, double> Get(string name) => name switch
    {
        Emitted.Exp => Math.Exp,
        Emitted.Log => Math.Log,
        Emitted.Tanh => Math.Tanh,
        Emitted.Sigmoid => static x => 1 / (1 + Math.Exp(-x)),
        Emitted.Erf => Erf,
        _ => throw new ArgumentException($"There is no reference for '{name}'; add it here.", nameof(name)),
    };

    /// <summary>Distance in ulp of the float binade of the expected value; ∞ counts as 2¹²⁸, and NaN matches NaN alone.</summary>
    public static double Ulps(double expected, float actual)
    {
        if (double.IsNaN(expected) || float.IsNaN(actual))
        {
            return double.IsNaN(expected) && float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        }

        var (finite, value) = (Saturate(expected), Saturate(actual));
        var exponent = finite == 0 ? -126 : Math.Clamp(Math.ILogB(finite), -126, 127);
        return Math.Abs(value - finite) * Math.ScaleB(1, 23 - exponent);
    }

    private static double Saturate(double value) => Math.Clamp(value, -Math.ScaleB(1, 128), Math.ScaleB(1, 128));

    /// <summary>2/√π·e^-x²·Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!, whose terms all have one sign (Abramowitz and Stegun 7.1.6).</summary>
    private static double Erf(double x)
    {
        if (!(Math.Abs(x) < 6))
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        var (sum, term) = (x, x);
        for (var n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
