namespace Recognition;

/// <summary>What a picture shows.</summary>
/// <param name="Digit">The likeliest digit.</param>
/// <param name="Probability">How likely it is, by the network's own word.</param>
public readonly record struct Reading(int Digit, float Probability);

/// <summary>Reads digits. Any number of threads may use one reader at once.</summary>
public sealed class DigitReader
{
    private readonly LeNet5 _network = new();

    /// <summary>Reads a picture of 28×28 pixels, 0 (paper) to 1 (ink).</summary>
    /// <exception cref="ArgumentException">There are more or fewer pixels.</exception>
    public Reading Read(ReadOnlySpan<float> pixels)
    {
        Span<float> logits = stackalloc float[LeNet5.OutputLength];
        Logits(pixels, logits);
        int best = 0;
        for (int digit = 1; digit < logits.Length; digit++)
        {
            if (logits[digit] > logits[best])
                best = digit;
        }

        // Softmax; the greatest logit is subtracted, so that no exponential overflows.
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - logits[best]);
        return new Reading(best, (float)(1 / sum));
    }

    /// <summary>The network's ten logits.</summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Logits(ReadOnlySpan<float> pixels, Span<float> logits) => _network.Predict(pixels, logits);
}
