using Unrolled.Memory;

namespace Unrolled.Training.Distributed;

/// <summary>The tokens of a whole batch in its order, on each rank.</summary>
internal sealed unsafe class BatchTokens(Ranks ranks)
{
    private readonly long[] _bounds = new long[ranks.Count + 1];
    private GrowingBuffer<int> _tokens;

    /// <summary>Copies this rank's tokens and gets those of the others.</summary>
    /// <returns>The first sample's tokens.</returns>
    public int* Of(in Batch batch, BatchShares shares, int length)
    {
        _tokens.Ensure((long)batch.Samples * length);
        (int first, int end) = shares.Samples;
        if (first < end)
            batch.Tokens.Gather(batch.Order, first - batch.Start, end - first, _tokens.Pointer + (nint)first * length);
        for (int rank = 0; rank <= ranks.Count; rank++)
            _bounds[rank] = (long)shares.FirstSample(rank) * length * sizeof(int);
        ranks.Gather(_tokens.Pointer, _bounds);
        return _tokens.Pointer;
    }
}
