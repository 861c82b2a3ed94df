using Unrolled.Generated;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// For each rank, how many labels had it: 0 where the label's score is the largest. The first of equal scores ranks first. Last come
/// labels whose own score is NaN or -∞, which no k finds. Where targets are distributions, the label is the most probable class.
/// </summary>
internal sealed unsafe class ClassRanks(ProgramInfo program) : IAccumulator
{
    private readonly int _classes = program.Classes;
    private readonly long[] _ranks = new long[program.Classes + 1];

    public void Add(in JudgedGroup group, int stretch)
    {
        for (int i = 0; i < group.Count * program.TargetLength; i++)
        {
            nint row = (nint)i * _classes;
            int label = group.Labels == null ? Largest.Of(group.Targets + row, _classes) : group.Labels[i];
            if (label != Lanes.Ignored)
                Interlocked.Increment(ref _ranks[label < 0 ? _classes : Rank(group.Outputs + row, label)]);
        }
    }

    public void Sum(Ranks ranks) => ranks.Sum(_ranks);

    public Evaluation Tell(Evaluation result)
    {
        var ranks = new RankCounts(_ranks);
        return result with { Ranks = ranks, Accuracy = (float)ranks.Share(1), Perplexity = Math.Exp(result.Loss) };
    }

    private int Rank(float* scores, int label)
    {
        float own = scores[label];
        if (!(own > float.NegativeInfinity))
            return _classes;
        int rank = 0;
        for (int c = 0; c < label; c++)
            rank += scores[c] >= own ? 1 : 0;
        for (int c = label + 1; c < _classes; c++)
            rank += scores[c] > own ? 1 : 0;
        return rank;
    }
}
