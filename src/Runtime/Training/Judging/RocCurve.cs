namespace Unrolled.Training;

/// <summary>The area under the receiver operating characteristic.</summary>
internal static class RocCurve
{
    /// <summary>
    /// The share of pairs of a positive and a negative in which the positive has the larger score, pairs of equal scores counted half
    /// (Hanley and McNeil, 1982). Both spans are sorted.
    /// </summary>
    /// <returns>NaN where a score is; null where there is no such pair.</returns>
    public static double? Area(Span<float> scores, Span<bool> positive)
    {
        long positives = positive.Count(true), negatives = positive.Length - positives;
        if (positives == 0 || negatives == 0)
            return null;
        MemoryExtensions.Sort(scores, positive);
        // NaN is sorted to the front.
        if (float.IsNaN(scores[0]))
            return double.NaN;
        long below = 0;
        // Twice the number of pairs, so that it is whole.
        Int128 twice = 0;
        for (int first = 0, end; first < scores.Length; first = end)
        {
            long with = 0;
            for (end = first; end < scores.Length && scores[end] == scores[first]; end++)
                with += positive[end] ? 1 : 0;
            long without = end - first - with;
            twice += (Int128)with * (2 * below + without);
            below += without;
        }
        return (double)twice / (2.0 * positives * negatives);
    }
}
