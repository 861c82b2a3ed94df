namespace Unrolled.Numerics.Tests;

/// <summary>Comparison of tensors by their largest difference, as a fraction of their largest element.</summary>
internal static class Close
{
    /// <summary>Asserts |actual − expected| ≤ tolerance · max(max |expected|, floor), everywhere.</summary>
    /// <param name="what">Names the tensor in the failure's message.</param>
    /// <param name="expected">The reference.</param>
    /// <param name="actual">What is tested.</param>
    /// <param name="tolerance">The largest fraction allowed.</param>
    /// <param name="floor">The least scale, where all of the reference may be small.</param>
    public static void Assert(
        string what, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, double floor = 1e-3)
    {
        if (expected.Length != actual.Length)
            Xunit.Assert.Fail($"{what}: expected {expected.Length} values, got {actual.Length}.");
        double scale = floor;
        foreach (double value in expected)
            scale = Math.Max(scale, Math.Abs(value));
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(actual[i] - expected[i]) <= tolerance * scale))
                Xunit.Assert.Fail($"{what}[{i}]: expected {expected[i]:G9}, got {actual[i]:G9}; "
                    + $"off by {Math.Abs(actual[i] - expected[i]) / scale:G3} of {scale:G3}, allowed {tolerance:G3}.");
    }

    public static void Assert(
        string what, ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, double floor = 1e-3) =>
        Assert(what, expected, Widen(actual), tolerance, floor);

    public static void Assert(string what, double expected, double actual, double tolerance) =>
        Assert(what, [expected], [actual], tolerance);

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = values[i];
        return wide;
    }
}
