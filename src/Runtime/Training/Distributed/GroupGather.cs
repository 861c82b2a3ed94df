using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training.Distributed;

/// <summary>Gives all ranks what each one's groups have left in their parts of the batch's values, as far as others read it.</summary>
internal sealed unsafe class GroupGather(Ranks ranks)
{
    private readonly long[] _bounds = new long[ranks.Count + 1];
    private GrowingBuffer<float> _packed;

    /// <summary>Exchanges some stretches of each group's values.</summary>
    /// <param name="values">The first group's values.</param>
    /// <param name="stride">Floats from one group's to the next one's.</param>
    /// <param name="ranges">Which of them.</param>
    /// <param name="shares">Which groups each rank has.</param>
    public void Run(float* values, int stride, ReadOnlySpan<BatchRange> ranges, BatchShares shares)
    {
        int length = 0;
        foreach (BatchRange range in ranges)
            length += range.Length;
        if (length == 0 || ranks.IsAlone)
            return;
        int groups = shares.FirstGroup(ranks.Count);
        _packed.Ensure((long)groups * length);
        for (int rank = 0; rank <= ranks.Count; rank++)
            _bounds[rank] = (long)shares.FirstGroup(rank) * length * sizeof(float);
        int first = shares.FirstGroup(ranks.Rank), end = shares.FirstGroup(ranks.Rank + 1);
        for (int group = first; group < end; group++)
            Copy(values + (nint)group * stride, _packed.Pointer + (nint)group * length, ranges, pack: true);
        ranks.Gather(_packed.Pointer, _bounds);
        for (int group = 0; group < groups; group++)
        {
            if (group < first || group >= end)
                Copy(values + (nint)group * stride, _packed.Pointer + (nint)group * length, ranges, pack: false);
        }
    }

    private static void Copy(float* values, float* packed, ReadOnlySpan<BatchRange> ranges, bool pack)
    {
        foreach (BatchRange range in ranges)
        {
            var apart = new Span<float>(values + range.Offset, range.Length);
            var together = new Span<float>(packed, range.Length);
            (pack ? apart : together).CopyTo(pack ? together : apart);
            packed += range.Length;
        }
    }
}
