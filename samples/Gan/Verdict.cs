namespace Gan;

/// <summary>What the judge makes of drawings.</summary>
/// <param name="Confidence">The mean probability of the likeliest digit.</param>
/// <param name="Counts">How many drawings are which digit.</param>
internal sealed record Verdict(double Confidence, int[] Counts)
{
    /// <summary>Lets the judge look at drawings.</summary>
    /// <param name="judge">A trained judge.</param>
    /// <param name="pictures">The drawings, one after another.</param>
    public static Verdict On(Judge judge, ReadOnlySpan<float> pictures)
    {
        int count = pictures.Length / Judge.InputLength;
        float[] logits = new float[count * Judge.OutputLength];
        judge.Predict(pictures, logits);
        double confidence = 0;
        int[] counts = new int[Judge.OutputLength];
        foreach (float[] row in logits.Chunk(Judge.OutputLength))
        {
            float largest = row.Max();
            confidence += 1 / row.Sum(logit => Math.Exp(logit - largest));
            counts[Array.IndexOf(row, largest)]++;
        }
        return new Verdict(confidence / count, counts);
    }

    public override string ToString() =>
        $"confidence {Confidence:F3}, digits {string.Join(" ", Counts.Select((count, digit) => $"{digit}:{count}"))}";
}
