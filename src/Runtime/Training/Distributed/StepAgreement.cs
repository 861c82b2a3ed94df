using Unrolled.Memory;

namespace Unrolled.Training.Distributed;

/// <summary>Finds out whether all ranks are about to do the same.</summary>
internal sealed unsafe class StepAgreement(Ranks ranks)
{
    /// <summary>Steps from one comparison of all parameters to the next.</summary>
    public const int StepsApart = 100;

    private readonly long[] _bounds = [.. Enumerable.Range(0, ranks.Count + 1).Select(static rank => (long)rank * sizeof(StepMark))];
    private readonly long[] _places = [.. Enumerable.Range(0, ranks.Count + 1).Select(static rank => (long)rank)];
    private GrowingBuffer<StepMark> _marks;
    private readonly byte[] _cancelled = new byte[ranks.Count];

    /// <summary>Throws on all ranks, where one of them is cancelled.</summary>
    /// <exception cref="OperationCanceledException">One is.</exception>
    public void ThrowIfCancelled(CancellationToken cancellation)
    {
        if (ranks.IsAlone)
        {
            cancellation.ThrowIfCancellationRequested();
            return;
        }
        _cancelled[ranks.Rank] = (byte)(cancellation.IsCancellationRequested ? 1 : 0);
        fixed (byte* all = _cancelled)
            ranks.Gather(all, _places);
        if (_cancelled.AsSpan().Contains((byte)1))
            throw new AgreedCancellation(cancellation);
    }

    /// <summary>Compares what the ranks are about to do.</summary>
    /// <exception cref="ExchangeException">They differ.</exception>
    public void Require(StepMark own)
    {
        if (ranks.IsAlone)
            return;
        _marks.Ensure(ranks.Count);
        _marks.Pointer[ranks.Rank] = own;
        ranks.Gather(_marks.Pointer, _bounds);
        for (int rank = 0; rank < ranks.Count; rank++)
        {
            if (_marks.Pointer[rank] != _marks.Pointer[0])
                throw new ExchangeException(rank, Difference(rank, _marks.Pointer[rank], _marks.Pointer[0]));
        }
    }

    private static string Difference(int rank, StepMark mark, StepMark first)
    {
        string what = mark.Steps != first.Steps ? $"has taken {mark.Steps} steps, rank 0 {first.Steps}"
            : mark.Samples != first.Samples ? $"was given a batch of {mark.Samples} samples, rank 0 one of {first.Samples}"
            : $"has other parameters than rank 0 after {mark.Steps} steps";
        return $"Rank {rank} {what}; start all ranks with the same program, files and data, or load the last checkpoint on all of them.";
    }
}

/// <summary>What ranks must have in common before a step.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="Samples">Samples in the batch.</param>
/// <param name="Parameters">Their hash, in some steps; otherwise 0.</param>
internal readonly record struct StepMark(long Steps, long Samples, ulong Parameters);
