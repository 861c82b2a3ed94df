namespace Unrolled.Training;

/// <summary>How an evaluation is cut. It follows from the shapes alone, so that sums have the same bits wherever samples come from.</summary>
internal static class EvaluationBlock
{
    // Enough groups of 16 for many threads, and of large samples no more than that.
    private const int Fewest = 128;
    private const int Most = 8192;
    private const int Numbers = 1 << 22;

    /// <summary>Samples in a block, whole groups.</summary>
    public static int Samples(SampleShape shape) =>
        Math.Clamp(Numbers / Math.Max(shape.InputLength, shape.TargetLength) / Fewest * Fewest, Fewest, Most);
}

/// <summary>What the blocks of an evaluation come to.</summary>
internal struct EvaluationSum
{
    private int _blocks;
    private double _first;
    private double _losses;
    private long _correct;

    /// <summary>Targets that count.</summary>
    public long Counted { get; private set; }

    /// <summary>The mean loss over all of them; of one block, that block's own to the bit.</summary>
    public readonly double Loss => _blocks == 1 ? _first : _losses / Counted;

    /// <summary>The share of them that was right.</summary>
    public readonly float Accuracy => (float)((double)_correct / Counted);

    /// <summary>Adds a block.</summary>
    /// <param name="loss">Its mean loss.</param>
    /// <param name="correct">Labels that were right.</param>
    /// <param name="counted">Targets that count in it.</param>
    public void Add(double loss, long correct, long counted)
    {
        if (_blocks++ == 0)
            _first = loss;
        _losses += loss * counted;
        _correct += correct;
        Counted += counted;
    }
}
