namespace Unrolled.Data;

/// <summary>
/// Stockham's transform: a stage for each factor of the length, between two pieces of memory, so that the numbers end up in order
/// without being sorted. Factors of four first, as they take the fewest multiplications.
/// </summary>
internal sealed class MixedRadixFft : Fft
{
    private readonly Stage[] _stages;

    public MixedRadixFft(int length)
        : base(length)
    {
        var stages = new List<Stage>();
        for (int rest = length, radix = 4; rest > 1;)
        {
            if (rest % radix == 0)
            {
                stages.Add(new Stage(radix, rest / radix));
                rest /= radix;
            }
            else
            {
                radix = radix switch { 4 => 2, 2 => 3, _ => radix + 2 };
            }
        }
        _stages = [.. stages];
    }

    public override int Scratch => 2 * Length;

    public override void Transform(Span<double> real, Span<double> imaginary, Span<double> scratch)
    {
        Span<double> fromReal = real, fromImaginary = imaginary, toReal = scratch[..Length], toImaginary = scratch[Length..(2 * Length)];
        int stride = 1;
        foreach (Stage stage in _stages)
        {
            stage.Run(fromReal, fromImaginary, toReal, toImaginary, stride);
            stride *= stage.Radix;
            Swap(ref fromReal, ref toReal);
            Swap(ref fromImaginary, ref toImaginary);
        }
        if (_stages.Length % 2 == 0)
            return;
        fromReal.CopyTo(real);
        fromImaginary.CopyTo(imaginary);
    }

    private static void Swap(ref Span<double> one, ref Span<double> other)
    {
        Span<double> first = one;
        one = other;
        other = first;
    }

    /// <summary>
    /// One factor r of what remains, r·m: <c>y[q + s·(rp + k)] = e^(-2πi·pk/rm) · Σⱼ e^(-2πi·jk/r)·x[q + s·(p + mj)]</c>.
    /// </summary>
    private sealed class Stage
    {
        private readonly int _parts;
        private readonly double[] _rootReal;
        private readonly double[] _rootImaginary;
        private readonly double[] _twiddleReal;
        private readonly double[] _twiddleImaginary;

        public Stage(int radix, int parts)
        {
            (Radix, _parts) = (radix, parts);
            (_rootReal, _rootImaginary) = Circle(radix, radix);
            (_twiddleReal, _twiddleImaginary) = Circle(radix * parts, radix * parts);
        }

        public int Radix { get; }

        public void Run(
            ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, Span<double> toReal, Span<double> toImaginary, int stride)
        {
            Span<double> xs = stackalloc double[Radix], ys = stackalloc double[Radix];
            for (int p = 0; p < _parts; p++)
            {
                for (int q = 0; q < stride; q++)
                {
                    for (int j = 0; j < Radix; j++)
                    {
                        int from = q + stride * (p + _parts * j);
                        (xs[j], ys[j]) = (real[from], imaginary[from]);
                    }
                    if (Radix == 4)
                        Four(xs, ys);
                    else
                        Any(xs, ys);
                    int to = q + stride * Radix * p;
                    (toReal[to], toImaginary[to]) = (xs[0], ys[0]);
                    for (int k = 1; k < Radix; k++)
                    {
                        double cosine = _twiddleReal[p * k], sine = _twiddleImaginary[p * k];
                        toReal[to + stride * k] = xs[k] * cosine - ys[k] * sine;
                        toImaginary[to + stride * k] = xs[k] * sine + ys[k] * cosine;
                    }
                }
            }
        }

        private static void Four(Span<double> xs, Span<double> ys)
        {
            double evenX = xs[0] + xs[2], evenY = ys[0] + ys[2], oddX = xs[1] + xs[3], oddY = ys[1] + ys[3];
            double acrossX = xs[0] - xs[2], acrossY = ys[0] - ys[2], turnedX = ys[1] - ys[3], turnedY = xs[3] - xs[1];
            (xs[0], ys[0]) = (evenX + oddX, evenY + oddY);
            (xs[1], ys[1]) = (acrossX + turnedX, acrossY + turnedY);
            (xs[2], ys[2]) = (evenX - oddX, evenY - oddY);
            (xs[3], ys[3]) = (acrossX - turnedX, acrossY - turnedY);
        }

        private void Any(Span<double> xs, Span<double> ys)
        {
            Span<double> sumX = stackalloc double[Radix], sumY = stackalloc double[Radix];
            for (int k = 0; k < Radix; k++)
            {
                double x = xs[0], y = ys[0];
                for (int j = 1; j < Radix; j++)
                {
                    int root = j * k % Radix;
                    x += xs[j] * _rootReal[root] - ys[j] * _rootImaginary[root];
                    y += xs[j] * _rootImaginary[root] + ys[j] * _rootReal[root];
                }
                (sumX[k], sumY[k]) = (x, y);
            }
            sumX.CopyTo(xs);
            sumY.CopyTo(ys);
        }
    }

    /// <summary>The first points of a circle, clockwise from 1: <c>e^(-2πi·k/points)</c>.</summary>
    internal static (double[] Real, double[] Imaginary) Circle(int points, int count)
    {
        var real = new double[count];
        var imaginary = new double[count];
        for (int k = 0; k < count; k++)
            (real[k], imaginary[k]) = (Elementary.CosPi(2.0 * k / points), -Elementary.SinPi(2.0 * k / points));
        return (real, imaginary);
    }
}
