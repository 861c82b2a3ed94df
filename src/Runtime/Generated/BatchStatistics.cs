using System.ComponentModel;

namespace Unrolled.Generated;

/// <summary>
/// Statistics of a whole batch for each channel: groups leave theirs, which are merged in the order of groups. Sums are
/// in double, in an order that the batch's size alone decides: samples of a group by halves, groups one behind the
/// other. Called by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class BatchStatistics
{
    /// <summary>Means and sums of squared distances of one group, from those of its samples.</summary>
    /// <param name="means">Each sample's means, <c>[channels, 16]</c>.</param>
    /// <param name="squares">Each sample's sums of squared distances from them; null where each mean is of one number.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="positions">Numbers that a sample's mean is of.</param>
    /// <param name="count">Samples in the group.</param>
    /// <param name="partial">Receives means and sums of squares, each padded to whole cache lines.</param>
    public static void Moments(float* means, float* squares, int channels, int positions, int count, float* partial)
    {
        float* sums = partial + Padded(channels);
        var present = SampleDoubles.Present(count);
        for (int c = 0; c < channels; c++)
        {
            var samples = SampleDoubles.Load(means + (nint)c * Lanes.Width, present);
            double mean = samples.Sum() / count;
            SampleDoubles distances = samples.Squares(mean, positions, present);
            if (squares != null)
                distances += SampleDoubles.Load(squares + (nint)c * Lanes.Width, present);
            partial[c] = (float)mean;
            sums[c] = (float)distances.Sum();
        }
    }

    /// <summary>
    /// The batch's means and variances from those of its groups (Chan, Golub and LeVeque, "Updating formulae and a
    /// pairwise algorithm for computing sample variances", 1979).
    /// </summary>
    /// <param name="partial">What <see cref="Moments"/> left of the first group.</param>
    /// <param name="stride">Floats from there to the next group's.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="samples">Samples in all groups.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="positions">Numbers of a channel in one sample.</param>
    /// <param name="mean">Receives the means.</param>
    /// <param name="variance">Receives the variances, over all numbers.</param>
    /// <exception cref="ArithmeticException">
    /// A variance is larger than a float can be. Normalised by it, a channel would be zero and the loss finite, and running
    /// statistics infinite for ever. The batch's numbers are all that was written so far.
    /// </exception>
    public static void MergeMoments(
        float* partial, int stride, int groups, int samples, int channels, int positions, float* mean, float* variance)
    {
        for (int c = 0; c < channels; c++)
        {
            double total = 0, mu = 0, square = 0;
            for (int group = 0; group < groups; group++)
            {
                float* own = partial + (nint)group * stride;
                double numbers = (double)positions * Math.Min(Lanes.Width, samples - group * Lanes.Width), both = total + numbers;
                double distance = own[c] - mu;
                mu += distance * (numbers / both);
                square += own[Padded(channels) + c] + distance * distance * (total * numbers / both);
                total = both;
            }
            mean[c] = (float)mu;
            variance[c] = (float)(square / total);
            // Over one number less, as running statistics take it.
            float unbiased = (float)(square / Math.Max(1, total - 1));
            if (float.IsPositiveInfinity(unbiased) && float.IsFinite(mean[c]))
                throw TooLarge(c, mu);
        }
    }

    /// <summary>One group's sums from those of its samples.</summary>
    /// <param name="sums">Each sample's sums, <c>[channels, 16]</c>.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="count">Samples in the group.</param>
    /// <param name="partial">Receives the sums.</param>
    public static void Sums(float* sums, int channels, int count, float* partial)
    {
        var present = SampleDoubles.Present(count);
        for (int c = 0; c < channels; c++)
            partial[c] = (float)SampleDoubles.Load(sums + (nint)c * Lanes.Width, present).Sum();
    }

    /// <summary>The batch's sums from those of its groups, and the means over all numbers.</summary>
    /// <param name="partial">What <see cref="Sums"/> left of the first group.</param>
    /// <param name="stride">Floats from there to the next group's.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="samples">Samples in all groups.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="positions">Numbers of a channel in one sample.</param>
    /// <param name="sum">Receives the sums.</param>
    /// <param name="mean">Receives the sums over <c>samples·positions</c>.</param>
    public static void MergeSums(float* partial, int stride, int groups, int samples, int channels, int positions, float* sum, float* mean)
    {
        for (int c = 0; c < channels; c++)
        {
            double total = 0;
            for (int group = 0; group < groups; group++)
                total += partial[(nint)group * stride + c];
            sum[c] = (float)total;
            mean[c] = (float)(total / ((double)samples * positions));
        }
    }

    /// <summary>
    /// Moves running statistics towards a batch's: <c>running += momentum·(batch - running)</c>, the variance over one
    /// number less, as PyTorch does. A batch with one number a channel has no variance and is passed over.
    /// </summary>
    /// <param name="mean">The batch's means.</param>
    /// <param name="variance">The batch's variances, over all numbers.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="samples">Samples in the batch.</param>
    /// <param name="positions">Numbers of a channel in each sample.</param>
    /// <param name="momentum">How much is replaced.</param>
    /// <param name="runningMean">The running means.</param>
    /// <param name="runningVariance">The running variances.</param>
    public static void Remember(
        float* mean, float* variance, int channels, int samples, int positions, float momentum, float* runningMean,
        float* runningVariance)
    {
        long numbers = (long)samples * positions;
        if (numbers < 2)
            return;
        float unbiased = (float)((double)numbers / (numbers - 1));
        for (int c = 0; c < channels; c++)
        {
            runningMean[c] += momentum * (mean[c] - runningMean[c]);
            runningVariance[c] += momentum * (variance[c] * unbiased - runningVariance[c]);
        }
    }

    /// <summary>1 for each sample that is there, 0 for padding.</summary>
    /// <param name="count">Samples in the group.</param>
    /// <param name="lanes">Receives 16 floats.</param>
    public static void Present(int count, float* lanes)
    {
        for (int lane = 0; lane < Lanes.Width; lane++)
            lanes[lane] = lane < count ? 1f : 0f;
    }

    private static ArithmeticException TooLarge(int channel, double mean) => new(
        $"Batch normalisation met a variance of channel {channel} over the batch that is larger than a float can be, 3.4e38 " +
        $"(its mean is {mean:G3}); the step was not taken, and parameters and running statistics are those from before it. " +
        "Scale inputs to about -1 to 1, lower the optimiser's rate, or start from other parameters.");

    private static int Padded(int channels) => (channels + Lanes.Width - 1) / Lanes.Width * Lanes.Width;
}
