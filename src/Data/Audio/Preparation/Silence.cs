namespace Unrolled.Data;

/// <summary>Finds where sound begins and ends.</summary>
public static class Silence
{
    private const int BlocksASecond = 100;

    /// <summary>
    /// The stretch from the first to the last hundredth of a second whose energy is at most so many decibels below the loudest one's: a
    /// recording without the silence at its ends.
    /// </summary>
    /// <param name="samples">One channel's samples.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="decibels">How far below the loudest part something still counts as sound, greater than 0; 30 to 40 for speech.</param>
    /// <returns>Part of the samples; all of them if they are silent throughout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of its range, or the decibels are not greater than 0.</exception>
    public static ReadOnlySpan<float> Trim(ReadOnlySpan<float> samples, int sampleRate, double decibels)
    {
        Waveform.RequireRate(sampleRate, nameof(sampleRate));
        if (!(decibels > 0))
            throw new ArgumentOutOfRangeException(nameof(decibels), decibels, "Decibels are greater than 0; 30 to 40 suit speech.");
        int block = Math.Max(1, sampleRate / BlocksASecond), blocks = (samples.Length + block - 1) / block;
        double loudest = 0;
        for (int i = 0; i < blocks; i++)
            loudest = Math.Max(loudest, Energy(samples, i, block));
        double threshold = loudest * Decibels.ToPower(-decibels);
        int first = 0, last = blocks - 1;
        while (first < last && Energy(samples, first, block) < threshold)
            first++;
        while (last > first && Energy(samples, last, block) < threshold)
            last--;
        return samples[Math.Min(first * block, samples.Length)..Math.Min((last + 1) * block, samples.Length)];
    }

    // The mean, so that a short block at the end counts as much.
    private static double Energy(ReadOnlySpan<float> samples, int index, int block)
    {
        ReadOnlySpan<float> part = samples[(index * block)..Math.Min((index + 1) * block, samples.Length)];
        return Decibels.MeanPower(part);
    }
}
