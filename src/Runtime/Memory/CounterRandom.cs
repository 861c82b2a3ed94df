namespace Unrolled.Memory;

/// <summary>
/// Random numbers that are a function of what they are for, (seed, stream, index), and of nothing that was drawn
/// before: no thread and no order of calls changes them. The mixing is SplitMix64's (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", 2014).
/// </summary>
internal static class CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // Shuffling has its own half of the streams, so that no epoch repeats the numbers that a tensor of the same seed began with.
    private const ulong Shuffling = 1UL << 63;

    // Steps have theirs.
    private const ulong Stepping = 1UL << 62;

    // What is done to samples has these.
    private const ulong Sampling = 1UL << 61;

    /// <summary>A generator's noise has these.</summary>
    public const ulong Noise = 3UL << 60;

    /// <summary>What a step's random numbers follow from.</summary>
    public static ulong StepKey(ulong seed, long step) => Bits(seed, Stepping, (ulong)step);

    /// <summary>What the random numbers of one sample in one epoch follow from, for one purpose.</summary>
    public static ulong SampleKey(ulong seed, int epoch, int index, int purpose) =>
        Bits(Bits(seed, Sampling, (ulong)epoch), (ulong)purpose, (ulong)index);

    /// <summary>A number of the standard normal distribution.</summary>
    public static float Normal(ulong seed, ulong stream, ulong index)
    {
        // The polar method (Marsaglia and Bray, 1964): a point in the unit circle, of which one coordinate is used.
        for (ulong attempt = 0; ; attempt++)
        {
            ulong bits = Bits(seed, stream + ((attempt + 1) << 32), index);
            double x = (int)(bits >> 32) * (1.0 / int.MaxValue), y = (int)bits * (1.0 / int.MaxValue), square = x * x + y * y;
            if (square is > 0 and < 1)
                return (float)(x * Math.Sqrt(-2 * Ln(square) / square));
        }
    }

    /// <summary>
    /// The natural logarithm of a number between 0 and 1, by <c>ln(m·2ᵉ) = e·ln 2 + 2·artanh((m - 1)/(m + 1))</c> with
    /// m near 1: nothing but correctly rounded operations, so that every machine has the same bits.
    /// </summary>
    private static double Ln(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        if (m > 1.4142135623730951)
        {
            m /= 2;
            exponent++;
        }
        double t = (m - 1) / (m + 1), square = t * t, sum = 0;
        for (int n = 21; n >= 1; n -= 2)
            sum = sum * square + 1.0 / n;
        return exponent * 0.6931471805599453 + 2 * t * sum;
    }

    /// <summary>64 random bits.</summary>
    /// <param name="seed">What the user chose.</param>
    /// <param name="stream">What the numbers are for: a tensor's ordinal, an epoch.</param>
    /// <param name="index">Which number of the stream.</param>
    public static ulong Bits(ulong seed, ulong stream, ulong index) =>
        Mix(Mix(Mix(seed + Golden) + (stream + 1) * Golden) + (index + 1) * Golden);

    /// <summary>A float in -1 (included) to 1 (excluded), one of 2²⁴ evenly spaced values.</summary>
    public static float Signed(ulong seed, ulong stream, ulong index) =>
        (Bits(seed, stream, index) >> 40) * (1f / (1 << 23)) - 1f;

    /// <summary>
    /// Fills <paramref name="order"/> with 0, 1, 2, … in an order that depends on seed and epoch alone (Fisher and
    /// Yates).
    /// </summary>
    public static void Permute(Span<int> order, ulong seed, ulong epoch)
    {
        for (int i = 0; i < order.Length; i++)
        {
            // The high half of the product is below i + 1; its bias, one in 2³², is far below what a shuffle shows.
            int other = (int)Math.BigMul(Bits(seed, Shuffling | epoch, (ulong)i), (ulong)i + 1, out _);
            order[i] = order[other];
            order[other] = i;
        }
    }

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
