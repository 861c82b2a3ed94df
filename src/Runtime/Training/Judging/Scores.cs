using Unrolled.Generated;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// Keeps every score and whether it belongs to the positive kind, for the area under the ROC curve. The score of the second of two
/// classes is the difference of their logits, which has the order of its probability.
/// </summary>
/// <param name="columns">Scores of a sample that are judged each with its own; else all scores are of one kind.</param>
/// <param name="rows">Scores of a sample in each column.</param>
/// <param name="twoClasses">Whether a score is made of two logits.</param>
internal sealed unsafe class Scores(int columns, int rows, bool twoClasses) : IAccumulator
{
    // Kinds of scores.
    private const byte Negative = 0, Positive = 1, Ignored = 2;

    private const int MostOutputs = 100;

    // What is beyond 335 MB is not kept.
    private const long Most = 1 << 26;

    private float[] _scores = [];
    private byte[] _kinds = [];
    private long _start;
    private long _end;

    /// <summary>Whether there are few enough outputs.</summary>
    public static bool Fits(int outputs) => outputs <= MostOutputs;

    /// <summary>For each output, whose target is above ½ where it is positive.</summary>
    public static Scores OfOutputs(int outputs) => new(outputs, 1, twoClasses: false);

    /// <summary>For two logits and a label.</summary>
    public static Scores OfTwoClasses(ProgramInfo program) => new(1, program.TargetLength, twoClasses: true);

    private bool Kept => _end <= Most;

    public void Begin(int samples, int stretches)
    {
        _start = _end;
        _end += (long)samples * columns * rows;
        int room = Kept ? (int)_end : 0;
        if (room > 0 && room <= _scores.Length)
            return;
        // By doubling, where blocks are many.
        int size = room == 0 ? 0 : (int)Math.Max(room, Math.Min(Most, 2L * _scores.Length));
        Array.Resize(ref _scores, size);
        Array.Resize(ref _kinds, size);
    }

    public void Add(in JudgedGroup group, int stretch)
    {
        if (!Kept)
            return;
        int length = columns * rows, at = (int)_start + group.First * length;
        for (int i = 0; i < group.Count * length; i++)
        {
            _scores[at + i] = twoClasses ? group.Outputs[2 * i + 1] - group.Outputs[2 * i] : group.Outputs[i];
            _kinds[at + i] = twoClasses ? KindOfLabel(group, i) : group.Targets[i] > 0.5f ? Positive : Negative;
        }
    }

    public void Gather(Ranks ranks, Judge judge)
    {
        if (!Kept)
            return;
        long First(int rank) => _start + (long)judge.FirstSample(ranks.Begin(judge.Stretches, rank)) * columns * rows;
        ranks.Gather<float>(_scores, First);
        ranks.Gather<byte>(_kinds, First);
    }

    public Evaluation Tell(Evaluation result)
    {
        if (!Kept)
            return result;
        var areas = Enumerable.Range(0, columns).Select(Area).Where(static area => area is not null);
        return result with { RocAuc = areas.Select(static area => area!.Value).DefaultIfEmpty(double.NaN).Average() };
    }

    private static byte KindOfLabel(in JudgedGroup group, int i)
    {
        int label = group.Labels == null ? Largest.Of(group.Targets + 2 * i, 2) : group.Labels[i];
        return label < 0 ? Ignored : (byte)label;
    }

    /// <summary>A column's area; NaN where a score is, and nothing where one of the kinds is missing.</summary>
    private double? Area(int column)
    {
        int count = (int)(_end / columns);
        float[] scores = new float[count];
        bool[] positive = new bool[count];
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            int at = i * columns + column;
            if (_kinds[at] != Ignored)
                (scores[kept], positive[kept++]) = (_scores[at], _kinds[at] == Positive);
        }
        return RocCurve.Area(scores.AsSpan(0, kept), positive.AsSpan(0, kept));
    }
}
