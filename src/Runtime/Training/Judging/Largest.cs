namespace Unrolled.Training;

/// <summary>The largest of scores.</summary>
internal static unsafe class Largest
{
    /// <summary>
    /// The first of the largest, as in PyTorch; a NaN is never the largest, so it cannot be right by accident. -1 where no score is
    /// larger than -∞.
    /// </summary>
    public static int Of(float* scores, int count)
    {
        int best = -1;
        float largest = float.NegativeInfinity;
        for (int c = 0; c < count; c++)
        {
            if (scores[c] > largest)
                (best, largest) = (c, scores[c]);
        }
        return best;
    }
}
