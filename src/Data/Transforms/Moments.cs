namespace Unrolled.Data;

/// <summary>Mean and deviation, in two passes and in double.</summary>
internal static class Moments
{
    /// <summary>The moments for each place along an axis.</summary>
    /// <param name="values">All samples' floats.</param>
    /// <param name="extent">Places along the axis.</param>
    /// <param name="inner">Floats of the axes behind it.</param>
    /// <param name="length">Floats in a sample, for messages.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static (float[] Mean, float[] Deviation) Of(ReadOnlySpan<float> values, int extent, int inner, int length)
    {
        double[] mean = new double[extent], squares = new double[extent];
        double count = values.Length / extent;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"Sample {i / length} has the value {values[i]} at {i % length}; all must be finite.");
            mean[i / inner % extent] += values[i];
        }
        for (int e = 0; e < extent; e++)
            mean[e] /= count;
        for (int i = 0; i < values.Length; i++)
        {
            double apart = values[i] - mean[i / inner % extent];
            squares[i / inner % extent] += apart * apart;
        }
        var deviation = new float[extent];
        for (int e = 0; e < extent; e++)
            deviation[e] = Deviation(squares[e] / count, mean[e], count);
        return (Array.ConvertAll(mean, static m => (float)m), deviation);
    }

    /// <summary>Of the whole population; 1 where there is none but for rounding (the bound is scikit-learn's).</summary>
    private static float Deviation(double variance, double mean, double count)
    {
        const double Epsilon = 2.220446049250313e-16;
        double rounding = count * mean * Epsilon;
        bool constant = variance <= count * Epsilon * variance + rounding * rounding;
        float deviation = (float)Math.Sqrt(variance);
        return constant || deviation == 0 ? 1 : deviation;
    }
}
