using System.Collections.Immutable;
using Unrolled.Generated;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// One evaluation: takes blocks of samples, one after another, and says how well the network does on all of them.
/// </summary>
internal sealed class Judge(NetworkInfo info, ProgramInfo program)
{
    private readonly IAccumulator[] _accumulators = Accumulators.For(info, program);
    private double _loss;
    private int _samples;
    private int _groups;
    private int _blockSamples;

    /// <summary>What the targets of all blocks weigh together.</summary>
    public double Weight { get; private set; }

    /// <summary>Into how many stretches of neighbouring groups the block is cut.</summary>
    public int Stretches { get; private set; }

    /// <summary>A block begins.</summary>
    /// <param name="samples">Its samples.</param>
    /// <param name="groups">The groups that they make.</param>
    /// <returns>Into how many stretches of neighbouring groups it is cut; this follows from shapes and the block's size alone.</returns>
    public int Begin(int samples, int groups)
    {
        _samples += samples;
        _blockSamples = samples;
        _groups = groups;
        Stretches = StretchesOf(groups);
        foreach (IAccumulator accumulator in _accumulators)
            accumulator.Begin(samples, Stretches);
        return Stretches;
    }

    /// <summary>Into how many stretches so many groups are cut.</summary>
    public int StretchesOf(int groups) =>
        Math.Min(groups, _accumulators.Length == 0 ? groups : _accumulators.Min(static a => a.MostStretches));

    /// <summary>The place in the block of a stretch's first sample; behind the last stretch, where samples end.</summary>
    public int FirstSample(int stretch) => (int)Math.Min((long)Groups(stretch).First * Lanes.Width, _blockSamples);

    /// <summary>The groups of a stretch: the first, and the one behind the last.</summary>
    public (int First, int End) Groups(int stretch) =>
        ((int)((long)_groups * stretch / Stretches), (int)((long)_groups * (stretch + 1) / Stretches));

    /// <summary>Adds a group of the block; threads may do so at once, one thread for all groups of a stretch in order.</summary>
    public void Add(in JudgedGroup group, int stretch)
    {
        foreach (IAccumulator accumulator in _accumulators)
            accumulator.Add(group, stretch);
    }

    /// <summary>Exchanges what ranks have added to stretches of their own in this block.</summary>
    public void Gather(Ranks ranks)
    {
        foreach (IAccumulator accumulator in ranks.IsAlone ? [] : _accumulators)
            accumulator.Gather(ranks, this);
    }

    /// <summary>The block is complete.</summary>
    /// <param name="loss">Its mean loss.</param>
    /// <param name="weight">What its targets weigh together.</param>
    public void End(double loss, double weight)
    {
        Weight += weight;
        // A running mean, in which a block that is alone keeps its bits.
        if (weight > 0)
            _loss += (loss - _loss) * (weight / Weight);
        foreach (IAccumulator accumulator in _accumulators)
            accumulator.End();
    }

    /// <summary>How well the network does on all blocks.</summary>
    /// <param name="classNames">The classes' names, by label; none if they have none.</param>
    /// <param name="ranks">Who counted.</param>
    public Evaluation Result(ImmutableArray<string> classNames, Ranks ranks)
    {
        foreach (IAccumulator accumulator in ranks.IsAlone ? [] : _accumulators)
            accumulator.Sum(ranks);
        var result = new Evaluation((float)_loss, float.NaN, _samples) { ClassNames = classNames.IsDefault ? [] : classNames };
        return _accumulators.Aggregate(result, static (sofar, accumulator) => accumulator.Tell(sofar));
    }
}
