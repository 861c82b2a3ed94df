namespace Unrolled.Data;

/// <summary>
/// Elementary functions from nothing but additions, multiplications and divisions, which are correctly rounded everywhere: what is made
/// with them has the same bits on every machine, while the system's libraries differ. Right to about 1e-15.
/// </summary>
internal static class Elementary
{
    private const double Ln2 = 0.6931471805599453;

    // ln 2 in two parts, the first with zeros at its end, so that its product with a small whole number is exact.
    private const double Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>sin(πx).</summary>
    public static double SinPi(double x)
    {
        // Whole turns away, then the nearest quarter turn: what remains is at most an eighth of a turn.
        double turns = x - 2 * Math.Floor(x / 2);
        double quarter = Math.Floor(2 * turns + 0.5);
        double z = Math.PI * (turns - quarter / 2);
        return ((int)quarter & 3) switch
        {
            0 => Sine(z),
            1 => Cosine(z),
            2 => -Sine(z),
            _ => -Cosine(z),
        };
    }

    /// <summary>cos(πx).</summary>
    public static double CosPi(double x)
    {
        double turns = x - 2 * Math.Floor(x / 2);
        double quarter = Math.Floor(2 * turns + 0.5);
        double z = Math.PI * (turns - quarter / 2);
        return ((int)quarter & 3) switch
        {
            0 => Cosine(z),
            1 => -Sine(z),
            2 => -Cosine(z),
            _ => Sine(z),
        };
    }

    /// <summary>
    /// The natural logarithm of a positive number of at least 2⁻¹⁰²², by <c>ln(m·2ᵉ) = e·ln 2 + 2·artanh((m - 1)/(m + 1))</c>
    /// with m near 1. What is not finite stays what it is.
    /// </summary>
    public static double Ln(double x)
    {
        if (!double.IsFinite(x))
            return x;
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        if (m > 1.4142135623730951)
        {
            m /= 2;
            exponent++;
        }
        double t = (m - 1) / (m + 1), square = t * t, sum = 1.0 / 21;
        for (int i = 0; i < s_odd.Length; i++)
            sum = sum * square + s_odd[i];
        return exponent * Ln2 + 2 * t * sum;
    }

    /// <summary>eˣ for x from -700 to 700.</summary>
    public static double Exp(double x)
    {
        double power = Math.Floor(x / Ln2 + 0.5), rest = x - power * Ln2High - power * Ln2Low, sum = 1;
        for (int n = 16; n > 0; n--)
            sum = 1 + rest / n * sum;
        return sum * BitConverter.Int64BitsToDouble((long)(power + 1023) << 52);
    }

    private static readonly double[] s_odd = [1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1];

    // Taylor's series, nested, to z¹⁷ and z¹⁶: the rest is below 1e-17 for |z| ≤ π/4.
    private static double Sine(double z)
    {
        double square = z * z, series = 1;
        for (int n = 16; n > 0; n -= 2)
            series = 1 - square / (n * (n + 1)) * series;
        return z * series;
    }

    private static double Cosine(double z)
    {
        double square = z * z, series = 1;
        for (int n = 16; n > 0; n -= 2)
            series = 1 - square / (n * (n - 1)) * series;
        return series;
    }
}
