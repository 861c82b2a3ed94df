using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// Counts or sums something about outputs and targets, block by block of samples. Threads add groups of a block at once; what comes
/// out does not depend on which of them adds what: counts are whole numbers, and sums of floats belong to a stretch of neighbouring
/// groups that one thread adds in order.
/// </summary>
internal interface IAccumulator
{
    /// <summary>The most stretches that it can tell apart.</summary>
    int MostStretches => int.MaxValue;

    /// <summary>A block of samples begins.</summary>
    /// <param name="samples">Its samples.</param>
    /// <param name="stretches">The stretches that its groups make.</param>
    void Begin(int samples, int stretches)
    {
    }

    /// <summary>Adds a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="stretch">Its stretch.</param>
    void Add(in JudgedGroup group, int stretch);

    /// <summary>Exchanges what ranks have made of stretches of their own in this block, where the order of stretches matters.</summary>
    /// <param name="ranks">The ranks, each with the stretches of its share.</param>
    /// <param name="judge">Knows the stretches.</param>
    void Gather(Ranks ranks, Judge judge)
    {
    }

    /// <summary>Adds up what ranks have counted in all blocks.</summary>
    void Sum(Ranks ranks)
    {
    }

    /// <summary>The block is complete.</summary>
    void End()
    {
    }

    /// <summary>Puts what came out of all blocks into the result.</summary>
    Evaluation Tell(Evaluation result);
}
