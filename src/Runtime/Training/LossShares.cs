using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>Each sample's share of the mean loss, 16 for each group.</summary>
internal unsafe struct LossShares
{
    private GrowingBuffer<float> _shares;

    /// <summary>Makes room for that many groups.</summary>
    public void Ensure(int groups) => _shares.Ensure((long)groups * Lanes.Width);

    /// <summary>Where a group's shares go.</summary>
    public readonly float* Of(int group) => _shares.Pointer + (nint)group * Lanes.Width;

    /// <summary>The mean loss: shares added in the order of samples, in double.</summary>
    public readonly double Sum(int samples)
    {
        double sum = 0;
        for (int i = 0; i < samples; i++)
            sum += _shares.Pointer[i];
        return sum;
    }
}
