using Unrolled.Training.Reading;

namespace Unrolled.Training.Distributed;

/// <summary>What the targets of a batch weigh together, of which each rank has read a part.</summary>
internal static class BatchWeights
{
    /// <summary>The sum over all samples in the order of the batch, the same as where one process has them all.</summary>
    public static double Total(Ranks ranks, LossWeights weights, FedBatch part)
    {
        // Whole numbers go through sums of all ranks unchanged, and to each of these bits every rank but one adds zeros.
        long[] all = new long[part.Total];
        for (int i = 0; i < part.Count; i++)
            all[part.Start + i] = BitConverter.DoubleToInt64Bits(weights.Of(part.Samples, i));
        ranks.Sum(all);
        double total = 0;
        foreach (long bits in all)
            total += BitConverter.Int64BitsToDouble(bits);
        return total;
    }
}
