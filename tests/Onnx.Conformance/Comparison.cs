namespace Unrolled.Onnx.Conformance;

/// <summary>How near numbers are to those that are expected.</summary>
internal static class Comparison
{
    // As ONNX's own runner has them.
    private const float Absolute = 1e-7f, Relative = 1e-3f;

    /// <summary>The first number that is not near enough, in words; null where all are.</summary>
    public static string? Problem(float[] expected, float[] actual)
    {
        if (expected.Length != actual.Length)
            return $"{actual.Length} numbers instead of {expected.Length}";
        int far = Enumerable.Range(0, expected.Length).FirstOrDefault(i => !IsNear(expected[i], actual[i]), -1);
        return far < 0 ? null : FormattableString.Invariant($"number {far} is {actual[far]:G6} instead of {expected[far]:G6}");
    }

    /// <summary>
    /// The largest difference in units in the last place of the expected number, or of a thousandth of the largest one, whichever is more.
    /// </summary>
    public static long Ulps(float[] expected, float[] actual)
    {
        float floor = expected.Where(float.IsFinite).Select(MathF.Abs).DefaultIfEmpty().Max() / 1000;
        return expected.Zip(actual, (e, a) => e.Equals(a) || e == a ? 0
            : (long)Math.Ceiling(Math.Abs((double)e - a) / Unit(Math.Max(MathF.Abs(e), floor)))).DefaultIfEmpty().Max();
    }

    private static bool IsNear(float expected, float actual)
    {
        bool isFinite = float.IsFinite(expected) && float.IsFinite(actual);
        return expected.Equals(actual) || expected == actual
            || (isFinite && Math.Abs((double)expected - actual) <= Absolute + Relative * Math.Abs((double)expected));
    }

    private static double Unit(float value) => (double)MathF.BitIncrement(value) - value;
}
