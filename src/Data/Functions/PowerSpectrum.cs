namespace Unrolled.Data;

/// <summary>
/// The squared magnitudes <c>|Σ xₙ·e^(-2πi·nk/length)|²</c> of real numbers, for k from 0 to half the length. Where that is even, pairs of
/// numbers go through a transform of half the length as complex ones.
/// </summary>
internal sealed class PowerSpectrum
{
    private readonly Fft _fft;
    private readonly bool _halved;
    private readonly double[] _real;
    private readonly double[] _imaginary;

    public PowerSpectrum(int length)
    {
        Length = length;
        Bins = length / 2 + 1;
        _halved = length % 2 == 0;
        _fft = Fft.Of(_halved ? length / 2 : length);
        (_real, _imaginary) = MixedRadixFft.Circle(length, Bins);
    }

    public int Length { get; }

    /// <summary>Frequencies: half the length and 1.</summary>
    public int Bins { get; }

    public int Scratch => 2 * _fft.Length + _fft.Scratch;

    /// <summary>Computes the magnitudes.</summary>
    /// <param name="numbers">Real numbers: <see cref="Length"/> of them.</param>
    /// <param name="power">Receives <see cref="Bins"/> squared magnitudes.</param>
    /// <param name="scratch">Room for <see cref="Scratch"/> numbers.</param>
    public void Compute(ReadOnlySpan<double> numbers, Span<double> power, Span<double> scratch)
    {
        int length = _fft.Length;
        Span<double> real = scratch[..length], imaginary = scratch[length..(2 * length)], rest = scratch[(2 * length)..];
        if (_halved)
        {
            for (int i = 0; i < length; i++)
                (real[i], imaginary[i]) = (numbers[2 * i], numbers[2 * i + 1]);
            _fft.Transform(real, imaginary, rest);
            Separate(real, imaginary, power);
            return;
        }
        numbers.CopyTo(real);
        imaginary.Clear();
        _fft.Transform(real, imaginary, rest);
        for (int k = 0; k < Bins; k++)
            power[k] = real[k] * real[k] + imaginary[k] * imaginary[k];
    }

    // The transforms of even and odd places are the even and odd parts of what came; the whole is even + e^(-2πi·k/length)·odd.
    private void Separate(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, Span<double> power)
    {
        int half = real.Length;
        for (int k = 0; k <= half; k++)
        {
            int at = k == half ? 0 : k, mirrored = k == 0 ? 0 : half - k;
            double evenX = (real[at] + real[mirrored]) / 2, evenY = (imaginary[at] - imaginary[mirrored]) / 2;
            double oddX = (imaginary[at] + imaginary[mirrored]) / 2, oddY = (real[mirrored] - real[at]) / 2;
            double x = evenX + oddX * _real[k] - oddY * _imaginary[k], y = evenY + oddX * _imaginary[k] + oddY * _real[k];
            power[k] = x * x + y * y;
        }
    }
}
