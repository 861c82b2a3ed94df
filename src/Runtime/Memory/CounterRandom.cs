namespace Unrolled.Memory;

/// <summary>
/// Random numbers that are a function of what they are for, (seed, stream, index), and of nothing that was drawn before: no thread and no order
/// of calls changes them. The mixing is SplitMix64's (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
internal static class CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // Shuffling has its own half of the streams, so that no epoch repeats the numbers that a tensor of the same seed began with.
    private const ulong Shuffling = 1UL << 63;

    /// <summary>64 random bits.</summary>
    /// <param name="seed">What the user chose.</param>
    /// <param name="stream">What the numbers are for: a tensor's ordinal, an epoch.</param>
    /// <param name="index">Which number of the stream.</param>
    public static ulong Bits(ulong seed, ulong stream, ulong index) =>
        Mix(Mix(Mix(seed + Golden) + (stream + 1) * Golden) + (index + 1) * Golden);

    /// <summary>A float in -1 (included) to 1 (excluded), one of 2²⁴ evenly spaced values.</summary>
    public static float Signed(ulong seed, ulong stream, ulong index) =>
        (Bits(seed, stream, index) >> 40) * (1f / (1 << 23)) - 1f;

    /// <summary>Fills <paramref name="order"/> with 0, 1, 2, … in an order that depends on seed and epoch alone (Fisher and Yates).</summary>
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
