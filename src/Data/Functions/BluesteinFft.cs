namespace Unrolled.Data;

/// <summary>
/// Bluestein's transform, for lengths with large prime factors: with <c>nk = (n² + k² - (k - n)²)/2</c> the sum is a convolution with a
/// chirp, which transforms of a power of two compute.
/// </summary>
internal sealed class BluesteinFft : Fft
{
    private readonly MixedRadixFft _inner;
    private readonly double[] _chirpReal;
    private readonly double[] _chirpImaginary;
    private readonly double[] _filterReal;
    private readonly double[] _filterImaginary;

    public BluesteinFft(int length)
        : base(length)
    {
        int inner = 1;
        while (inner < 2 * length - 1)
            inner *= 2;
        _inner = new MixedRadixFft(inner);
        (_chirpReal, _chirpImaginary) = (new double[length], new double[length]);
        (_filterReal, _filterImaginary) = (new double[inner], new double[inner]);
        for (int n = 0; n < length; n++)
        {
            // e^(-πi·n²/length); n² is reduced by whole turns while it is exact.
            double turn = (double)((long)n * n % (2L * length)) / length;
            (_chirpReal[n], _chirpImaginary[n]) = (Elementary.CosPi(turn), -Elementary.SinPi(turn));
            int mirrored = (inner - n) % inner;
            _filterReal[n] = _filterReal[mirrored] = _chirpReal[n];
            _filterImaginary[n] = _filterImaginary[mirrored] = -_chirpImaginary[n];
        }
        _inner.Transform(_filterReal, _filterImaginary, new double[_inner.Scratch]);
    }

    public override int Scratch => 2 * _inner.Length + _inner.Scratch;

    public override void Transform(Span<double> real, Span<double> imaginary, Span<double> scratch)
    {
        int inner = _inner.Length;
        Span<double> xs = scratch[..inner], ys = scratch[inner..(2 * inner)], rest = scratch[(2 * inner)..];
        xs.Clear();
        ys.Clear();
        for (int n = 0; n < Length; n++)
            (xs[n], ys[n]) = Product(real[n], imaginary[n], _chirpReal[n], _chirpImaginary[n]);
        _inner.Transform(xs, ys, rest);
        // The way back is the way there with real and imaginary parts exchanged.
        for (int k = 0; k < inner; k++)
            (xs[k], ys[k]) = Product(xs[k], ys[k], _filterReal[k], _filterImaginary[k]);
        _inner.Transform(ys, xs, rest);
        for (int k = 0; k < Length; k++)
            (real[k], imaginary[k]) = Product(xs[k] / inner, ys[k] / inner, _chirpReal[k], _chirpImaginary[k]);
    }

    private static (double, double) Product(double x, double y, double real, double imaginary) =>
        (x * real - y * imaginary, x * imaginary + y * real);
}
