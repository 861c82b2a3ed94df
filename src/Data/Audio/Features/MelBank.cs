namespace Unrolled.Data;

/// <summary>
/// Triangles over the frequencies of a spectrum, evenly wide in mel: <c>max(0, min((f - a)/(b - a), (c - f)/(c - b)))</c> with corners
/// a, b and c that neighbours share, as <c>torchaudio.functional.melscale_fbanks</c> has them. Only what is not zero is kept.
/// </summary>
internal sealed class MelBank
{
    private readonly int[] _first;
    private readonly double[][] _weights;

    public MelBank(MelOptions options)
    {
        int bins = options.FftLength / 2 + 1;
        MelUnit unit = MelUnit.Of(options.Scale);
        double low = unit.FromHertz(options.LowestFrequency), high = unit.FromHertz(options.Highest);
        var corners = new double[options.Bands + 2];
        for (int i = 0; i < corners.Length; i++)
            corners[i] = unit.ToHertz(low + (high - low) * i / (corners.Length - 1));
        _first = new int[options.Bands];
        _weights = new double[options.Bands][];
        for (int band = 0; band < options.Bands; band++)
        {
            double a = corners[band], b = corners[band + 1], c = corners[band + 2];
            double height = options.Norm == MelNorm.Slaney ? 2 / (c - a) : 1;
            var weights = new List<double>();
            for (int bin = 0; bin < bins; bin++)
            {
                // The last bin is at half the rate rounded down, as in torchaudio, whose rates are even in practice.
                double frequency = (double)(options.SampleRate / 2) * bin / (bins - 1);
                double weight = Math.Min((frequency - a) / (b - a), (c - frequency) / (c - b));
                if (weight <= 0)
                    continue;
                if (weights.Count == 0)
                    _first[band] = bin;
                weights.Add(weight * height);
            }
            _weights[band] = [.. weights];
        }
    }

    /// <summary>Sums a spectrum's magnitudes into bands; a band too narrow for any bin is 0.</summary>
    public void Sum(ReadOnlySpan<double> spectrum, Span<double> bands)
    {
        for (int band = 0; band < _weights.Length; band++)
        {
            double[] weights = _weights[band];
            ReadOnlySpan<double> bins = spectrum.Slice(_first[band], weights.Length);
            double sum = 0;
            for (int i = 0; i < weights.Length; i++)
                sum += bins[i] * weights[i];
            bands[band] = sum;
        }
    }

    /// <summary>A unit of pitch: how it is made of Hertz, and Hertz of it.</summary>
    private sealed record MelUnit(Func<double, double> FromHertz, Func<double, double> ToHertz)
    {
        private const double Ln10 = 2.302585092994046;

        // Slaney's: 200/3 Hz a mel up to 1 kHz, then a factor of 6.4 every 27 mel.
        private const double Linear = 200.0 / 3, Knee = 1000, KneeMel = Knee / Linear;

        private static readonly double s_step = Elementary.Ln(6.4) / 27;

        public static MelUnit Of(MelScale scale) => scale switch
        {
            MelScale.Slaney => new(
                static f => f < Knee ? f / Linear : KneeMel + Elementary.Ln(f / Knee) / s_step,
                static m => m < KneeMel ? m * Linear : Knee * Elementary.Exp((m - KneeMel) * s_step)),
            _ => new(
                static f => 2595 * Elementary.Ln(1 + f / 700) / Ln10,
                static m => 700 * (Elementary.Exp(m / 2595 * Ln10) - 1)),
        };
    }
}
