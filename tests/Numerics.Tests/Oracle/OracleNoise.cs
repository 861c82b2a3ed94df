namespace Unrolled.Numerics.Tests;

/// <summary>
/// Rounding errors of about the size that floats have, put on what each layer gives: how far apart two such runs lie tells what agreement
/// can
/// be asked for, and whether a kink or a tie is so near that rounding decides.
/// </summary>
internal sealed class OracleNoise(int seed)
{
    /// <summary>A few units in a float's last place.</summary>
    private const double Relative = 3e-7;

    /// <summary>The part of the largest element's error that the others have: their sums had terms of its size.</summary>
    private const double Shared = 0.25;

    private readonly Random _random = new(seed);

    /// <summary>Whether a layer moves numbers without computing any.</summary>
    public static bool IsExact(OracleLayer layer) =>
        layer is OracleMoves { IsExact: true } or OracleConcat or OracleMaxPool or OracleDropout or OracleEmbedding
            or OracleMap { IsExact: true } or OracleReduce { IsExact: true }
        || layer is OracleChain or OracleRepeat;

    /// <summary>A loss's gradient with errors: it is a difference of numbers of about its largest's size, or of probabilities.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="count">What the loss is a mean of.</param>
    public double[] BlurLoss(double[] gradient, int count)
    {
        double largest = gradient.Select(Math.Abs).Append(1.0 / count).Max();
        return [.. gradient.Select(g => g + Error(largest))];
    }

    /// <summary>The values with errors; a zero that is no sum stays a zero.</summary>
    /// <param name="values">The values.</param>
    /// <param name="terms">For each a number of the size of those that it is a sum of.</param>
    public double[] Blur(double[] values, double[] terms)
    {
        double largest = values.Concat(terms).Select(Math.Abs).DefaultIfEmpty().Max();
        return [.. values.Zip(terms, (v, t) => v == 0 && t == 0 ? 0 : v + Error(Math.Abs(v) + Math.Abs(t) + Shared * largest))];
    }

    private double Error(double size) => Relative * size * (2 * _random.NextDouble() - 1);
}
