using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>Each sample's share of the mean loss, 16 for each group of the batch.</summary>
internal unsafe struct LossShares
{
    private GrowingBuffer<float> _shares;

    /// <summary>Makes room for that many groups.</summary>
    public void Ensure(int groups) => _shares.Ensure((long)groups * Lanes.Width);

    /// <summary>Where a group's shares go.</summary>
    public readonly float* Of(int group) => _shares.Pointer + (nint)group * Lanes.Width;

    /// <summary>Exchanges what each rank's samples contribute.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="bounds">Where each rank's samples begin and the last one's end, in floats; receives the same in bytes.</param>
    public readonly void Gather(Ranks ranks, Span<long> bounds)
    {
        foreach (ref long bound in bounds)
            bound *= sizeof(float);
        ranks.Gather(_shares.Pointer, bounds);
    }

    /// <summary>The mean loss: shares added in the order of samples, in double.</summary>
    public readonly double Sum(int samples)
    {
        double sum = 0;
        for (int i = 0; i < samples; i++)
            sum += _shares.Pointer[i];
        return sum;
    }
}
