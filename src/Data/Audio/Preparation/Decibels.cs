namespace Unrolled.Data;

/// <summary>Ratios of power on a logarithmic scale, and the power of sound.</summary>
internal static class Decibels
{
    private const double LnOfOne = 0.23025850929940458;

    /// <summary>10^(decibels/10).</summary>
    public static double ToPower(double decibels) => Elementary.Exp(Math.Clamp(decibels, -1000, 1000) * LnOfOne);

    /// <summary>The mean of the squares.</summary>
    public static double MeanPower(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
            sum += (double)sample * sample;
        return samples.IsEmpty ? 0 : sum / samples.Length;
    }
}
