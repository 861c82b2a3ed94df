namespace Unrolled.Data;

/// <summary>
/// A discrete Fourier transform of complex numbers: <c>Yₖ = Σ xₙ·e^(-2πi·nk/length)</c>. Tables only; any thread may use it.
/// </summary>
internal abstract class Fft(int length)
{
    // Butterflies of a prime take its square; above this, Bluestein's detour over a power of two is shorter.
    private const int LargestRadix = 31;

    public int Length { get; } = length;

    /// <summary>Numbers that a transform needs beside its own.</summary>
    public abstract int Scratch { get; }

    /// <summary>Of any length of at least 1.</summary>
    public static Fft Of(int length) => LargestFactor(length) <= LargestRadix ? new MixedRadixFft(length) : new BluesteinFft(length);

    /// <summary>Transforms in place.</summary>
    /// <param name="real">Real parts: <see cref="Length"/> of them.</param>
    /// <param name="imaginary">Imaginary parts: as many.</param>
    /// <param name="scratch">Room for <see cref="Scratch"/> numbers, of any content.</param>
    public abstract void Transform(Span<double> real, Span<double> imaginary, Span<double> scratch);

    private static int LargestFactor(int number)
    {
        int largest = 1;
        for (int factor = 2; factor * factor <= number; factor++)
        {
            for (; number % factor == 0; number /= factor)
                largest = factor;
        }
        return Math.Max(largest, number);
    }
}
