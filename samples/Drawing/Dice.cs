namespace Samples.Drawing;

/// <summary>
/// The random numbers of one picture, a function of seed, picture and how many were drawn before, so that pictures can be drawn in any
/// order
/// and on any thread. SplitMix64's mixing (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
/// <param name="seed">What the user chose.</param>
/// <param name="picture">Which picture the numbers are for.</param>
internal struct Dice(ulong seed, ulong picture)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // The standard deviation of a sum of four uniform numbers is 1/√3.
    private const float RootOfThree = 1.7320508f;

    private ulong _state = Mix(Mix(seed + Golden) + (picture + 1) * Golden);

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Bits(), (ulong)count, out _);

    /// <summary>An evenly distributed number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public float Between(float low, float high) => low + (high - low) * ((Bits() >> 40) * (1f / (1 << 24)));

    /// <summary>
    /// A number with mean 0 and standard deviation 1, in a bell from about -3.5 to 3.5: the sum of four uniform ones, for the textbook way
    /// to a
    /// normal distribution needs logarithms and cosines, which differ between platforms.
    /// </summary>
    public float Bell()
    {
        ulong bits = Bits();
        ulong sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
        return (sum * (1f / (1 << 16)) - 2) * RootOfThree;
    }

    private ulong Bits() => Mix(_state += Golden);

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
