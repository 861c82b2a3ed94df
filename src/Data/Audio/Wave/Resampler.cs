namespace Unrolled.Data;

/// <summary>
/// Changes the rate of sound by interpolation with a windowed sine cardinal, with the formulas and defaults of
/// <c>torchaudio.functional.resample</c> (a low-pass of 6 zero crossings at 0.99 of the lower rate's bandwidth, in a Hann window):
/// with <c>b = 0.99·min(from, to)</c>, an output at time <c>τ</c> is <c>Σₙ xₙ·(b/from)·sinc(t)·cos²(πt/12)</c> over all inputs with
/// <c>t = b·(n/from - τ)</c> between -6 and 6. Sound beyond its ends is silence.
/// </summary>
/// <remarks>A resampler keeps a table and no state: any thread may use it, and one serves all sounds of a rate.</remarks>
public sealed class Resampler
{
    private const double Crossings = 6, RollOff = 0.99;

    private readonly int _from;
    private readonly int _to;

    // For each phase, the first input that takes part, seen from the phase's block, and all weights.
    private readonly int[] _first;
    private readonly float[] _weights;
    private readonly int _taps;

    /// <summary>Computes the table.</summary>
    /// <param name="from">Samples a second of what comes, 1 to <see cref="Waveform.HighestRate"/>.</param>
    /// <param name="to">Samples a second of what is wanted. Only the ratio of the two counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is out of its range.</exception>
    public Resampler(int from, int to)
    {
        Waveform.RequireRate(from, nameof(from));
        Waveform.RequireRate(to, nameof(to));
        int common = CommonDivisor(from, to);
        (_from, _to) = (from / common, to / common);
        double bandwidth = RollOff * Math.Min(_from, _to), reach = Crossings * _from / bandwidth;
        _taps = (int)(2 * reach) + 1;
        _first = new int[_to];
        _weights = new float[_to * _taps];
        for (int phase = 0; phase < _to; phase++)
        {
            double place = (double)phase * _from / _to;
            _first[phase] = (int)Math.Ceiling(place - reach);
            for (int tap = 0; tap < _taps; tap++)
                _weights[phase * _taps + tap] = (float)Weight((_first[phase] + tap - place) * bandwidth / _from, bandwidth / _from);
        }
    }

    /// <summary>Samples that so many become: <c>⌈length·to/from⌉</c>.</summary>
    /// <param name="length">Samples that come.</param>
    public int OutputLength(int length) => checked((int)(((long)length * _to + _from - 1) / _from));

    /// <summary>Writes the sound at the new rate.</summary>
    /// <param name="samples">One channel's samples.</param>
    /// <param name="output">Receives <see cref="OutputLength"/> samples.</param>
    /// <exception cref="ArgumentException">The output has another length.</exception>
    public void Apply(ReadOnlySpan<float> samples, Span<float> output)
    {
        int length = OutputLength(samples.Length);
        if (output.Length != length)
            throw new ArgumentException($"{samples.Length} samples become {length}, but there is room for {output.Length}.",
                nameof(output));
        for (int i = 0; i < length; i++)
        {
            (int block, int phase) = Math.DivRem(i, _to);
            long first = (long)block * _from + _first[phase];
            int begin = (int)Math.Clamp(-first, 0, _taps), end = (int)Math.Clamp(samples.Length - first, begin, _taps);
            ReadOnlySpan<float> weights = _weights.AsSpan(phase * _taps + begin, end - begin);
            ReadOnlySpan<float> window = end > begin ? samples.Slice((int)(first + begin), end - begin) : [];
            double sum = 0;
            for (int tap = 0; tap < window.Length; tap++)
                sum += (double)window[tap] * weights[tap];
            output[i] = (float)sum;
        }
    }

    private static int CommonDivisor(int a, int b) => b == 0 ? a : CommonDivisor(b, a % b);

    private static double Weight(double t, double scale)
    {
        if (Math.Abs(t) >= Crossings)
            return 0;
        double window = Elementary.CosPi(t / (2 * Crossings));
        double sinc = t == 0 ? 1 : Elementary.SinPi(t) / (Math.PI * t);
        return scale * sinc * window * window;
    }
}
