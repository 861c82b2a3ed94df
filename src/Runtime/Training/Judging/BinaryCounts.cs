using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// For each output, how often its logit is on either side of 0 and its target on either side of ½. An output that is NaN is on no side:
/// it is wrong, and in no matrix.
/// </summary>
internal sealed unsafe class BinaryCounts(int outputs) : IAccumulator
{
    // [output, actual, predicted]
    private readonly long[] _counts = new long[outputs * 4];
    private long _all;

    public void Add(in JudgedGroup group, int stretch)
    {
        Interlocked.Add(ref _all, (long)group.Count * outputs);
        for (int i = 0; i < group.Count * outputs; i++)
        {
            float x = group.Outputs[i];
            if (!float.IsNaN(x))
                Interlocked.Increment(ref _counts[i % outputs * 4 + (group.Targets[i] > 0.5f ? 2 : 0) + (x > 0 ? 1 : 0)]);
        }
    }

    public void Sum(Ranks ranks)
    {
        ranks.Sum(_counts);
        ranks.Sum(new Span<long>(ref _all));
    }

    public Evaluation Tell(Evaluation result)
    {
        long right = 0;
        for (int o = 0; o < outputs; o++)
            right += _counts[o * 4] + _counts[o * 4 + 3];
        var confusions = Enumerable.Range(0, outputs <= Evaluation.MaxConfusionClasses ? outputs : 0)
            .Select(o => new ConfusionMatrix(_counts.AsSpan(o * 4, 4), 2, outputs == 1 ? result.ClassNames : []));
        return result with { Accuracy = (float)((double)right / _all), Confusions = [.. confusions] };
    }
}
