using Unrolled.Memory;

namespace Unrolled;

/// <summary>
/// Random numbers for one sample in one epoch, counted from its first. They follow from seed, epoch, sample and purpose alone, never
/// from what else was drawn: no thread and no order of reading changes them, on any machine.
/// </summary>
/// <param name="seed">Chosen by the user.</param>
/// <param name="epoch">Epochs that were complete before, from 0.</param>
/// <param name="index">The sample.</param>
/// <param name="purpose">What the numbers are for, so that two uses in a row do not draw the same.</param>
public struct SampleRandom(ulong seed, int epoch, int index, int purpose = 0)
{
    private readonly ulong _key = CounterRandom.SampleKey(seed, epoch, index, purpose);
    private ulong _drawn;

    /// <summary>A number from 0 (included) to 1 (excluded), one of 2²⁴ evenly spaced values.</summary>
    public float NextSingle() => (Bits() >> 40) * (1f / (1 << 24));

    /// <summary>A number from one bound (included) to another, evenly distributed.</summary>
    public float Between(float low, float high) => low + (high - low) * NextSingle();

    /// <summary>A whole number from 0 to below a bound.</summary>
    /// <param name="bound">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is less than 1.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        // The high half of the product; its bias is less than bound in 2⁶⁴.
        return (int)Math.BigMul(Bits(), (ulong)bound, out _);
    }

    /// <summary>Whether something of a probability, 0 to 1, happens.</summary>
    public bool Happens(double probability) => NextSingle() < probability;

    /// <summary>A number of the standard normal distribution.</summary>
    public float NextNormal() => CounterRandom.Normal(_key, 0, _drawn++);

    private ulong Bits() => CounterRandom.Bits(_key, 1, _drawn++);
}
