using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// For each output, sums of squared and absolute differences from targets, and the targets' own squared deviations, in double: within
/// a stretch of groups sample by sample (Welford, 1962), stretches merged in order (Chan, Golub and LeVeque, 1979).
/// </summary>
internal sealed unsafe class Differences(int outputs) : IAccumulator
{
    // Doubles that all stretches of a block have together, but for very long outputs.
    private const int Room = 1 << 20;
    private const int Kinds = 4, Squares = 0, Distances = 1, Mean = 2, Deviations = 3;

    // [output, kind], and how many samples: of all blocks, and for each stretch of this one.
    private readonly double[] _total = new double[outputs * Kinds];
    private long _samples;
    private double[] _sums = [];
    private long[] _counts = [];
    private int _stretches;

    public int MostStretches { get; } = Math.Clamp(Room / Kinds / outputs, 4, 64);

    public void Begin(int samples, int stretches)
    {
        _stretches = stretches;
        if (_counts.Length < stretches)
            (_sums, _counts) = (new double[_total.Length * stretches], new long[stretches]);
        Array.Clear(_sums);
        Array.Clear(_counts);
    }

    public void Add(in JudgedGroup group, int stretch)
    {
        Span<double> sums = _sums.AsSpan(stretch * _total.Length, _total.Length);
        for (int s = 0; s < group.Count; s++)
        {
            double share = 1.0 / ++_counts[stretch];
            for (int o = 0; o < outputs; o++)
            {
                Span<double> of = sums.Slice(o * Kinds, Kinds);
                double target = group.Targets[(nint)s * outputs + o], difference = group.Outputs[(nint)s * outputs + o] - target;
                of[Squares] += difference * difference;
                of[Distances] += Math.Abs(difference);
                double deviation = target - of[Mean];
                of[Mean] += deviation * share;
                of[Deviations] += deviation * (target - of[Mean]);
            }
        }
    }

    public void Gather(Ranks ranks, Judge judge)
    {
        ranks.Gather<double>(_sums, rank => (long)ranks.Begin(_stretches, rank) * _total.Length);
        ranks.Gather<long>(_counts, rank => ranks.Begin(_stretches, rank));
    }

    public void End()
    {
        for (int stretch = 0; stretch < _stretches; stretch++)
            Merge(_sums.AsSpan(stretch * _total.Length, _total.Length), _counts[stretch]);
    }

    public Evaluation Tell(Evaluation result)
    {
        double squares = 0, distances = 0, explained = 0, elements = (double)_samples * outputs;
        for (int o = 0; o < outputs; o++)
        {
            Span<double> of = _total.AsSpan(o * Kinds, Kinds);
            squares += of[Squares];
            distances += of[Distances];
            explained += Explained(of[Squares], of[Deviations]);
        }
        return result with
        {
            R2 = _samples < 2 ? double.NaN : explained / outputs,
            MeanAbsoluteError = distances / elements,
            RootMeanSquaredError = Math.Sqrt(squares / elements),
        };
    }

    // Targets that are all alike are explained by what meets them, and by nothing else.
    private static double Explained(double squares, double deviations) =>
        deviations != 0 ? 1 - squares / deviations : squares == 0 ? 1 : double.IsNaN(squares) ? squares : 0;

    private void Merge(ReadOnlySpan<double> sums, long count)
    {
        long samples = _samples + count;
        double share = (double)count / samples;
        for (int o = 0; o < outputs && count > 0; o++)
        {
            Span<double> of = _total.AsSpan(o * Kinds, Kinds);
            ReadOnlySpan<double> more = sums.Slice(o * Kinds, Kinds);
            of[Squares] += more[Squares];
            of[Distances] += more[Distances];
            double apart = more[Mean] - of[Mean];
            of[Mean] += apart * share;
            of[Deviations] += more[Deviations] + apart * apart * _samples * share;
        }
        _samples = samples;
    }
}
