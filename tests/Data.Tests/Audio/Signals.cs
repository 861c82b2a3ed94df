namespace Unrolled.Data.Tests;

/// <summary>Sound that tests make.</summary>
internal static class Signals
{
    /// <summary>Noise and a triangle of multiples of 2⁻¹⁶: the signal of torchaudio_numbers.py.</summary>
    public static float[] Noise(int length)
    {
        var samples = new float[length];
        long state = 1;
        for (int i = 0; i < length; i++)
        {
            state = (state * 1103515245 + 12345) % (1L << 31);
            samples[i] = ((state >> 16) - 16384) / 65536f + i * 37 % 128 / 256f;
        }
        return samples;
    }

    /// <summary>A tone.</summary>
    public static float[] Tone(int length, double frequency, int rate) =>
        [.. Enumerable.Range(0, length).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * frequency * i / rate)))];
}
