namespace Recognition;

/// <summary>What a picture shows.</summary>
/// <param name="Digit">The likeliest digit.</param>
/// <param name="Probability">How likely it is, by the network's own word.</param>
public readonly record struct Reading(int Digit, float Probability);

/// <summary>Computes the ten logits of a picture.</summary>
public delegate void Predicting(ReadOnlySpan<float> pixels, Span<float> logits);

/// <summary>Reads digits. Any number of threads may use one reader at once.</summary>
/// <param name="network">The network.</param>
/// <param name="predict">What computes its logits, such as a service that counts and times it; the network itself if left out.</param>
public sealed class DigitReader(LeNet5 network, Predicting? predict = null)
{
    private readonly Predicting _predict = predict ?? network.Predict;

    /// <summary>A reader with the weights that the assembly carries.</summary>
    public DigitReader() : this(new LeNet5())
    {
    }

    /// <summary>Reads a picture of 28×28 pixels, 0 (paper) to 1 (ink).</summary>
    /// <exception cref="ArgumentException">There are more or fewer pixels.</exception>
    public Reading Read(ReadOnlySpan<float> pixels)
    {
        Span<float> probabilities = stackalloc float[LeNet5.OutputLength];
        return Read(pixels, probabilities);
    }

    /// <summary>Reads a picture, and tells how likely each digit is.</summary>
    /// <param name="pixels">28×28 pixels, 0 (paper) to 1 (ink).</param>
    /// <param name="probabilities">Receives ten numbers, whose sum is 1.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public Reading Read(ReadOnlySpan<float> pixels, Span<float> probabilities)
    {
        Logits(pixels, probabilities);
        int best = 0;
        for (int digit = 1; digit < probabilities.Length; digit++)
        {
            if (probabilities[digit] > probabilities[best])
                best = digit;
        }

        // Softmax; the greatest logit is subtracted, so that no exponential overflows.
        double sum = 0, greatest = probabilities[best];
        foreach (float logit in probabilities)
            sum += Math.Exp(logit - greatest);
        foreach (ref float one in probabilities)
            one = (float)(Math.Exp(one - greatest) / sum);
        return new Reading(best, probabilities[best]);
    }

    /// <summary>The network's ten logits.</summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Logits(ReadOnlySpan<float> pixels, Span<float> logits) => _predict(pixels, logits);

    /// <summary>
    /// Where the network looks: how much surer of a digit more ink at each pixel would make it, from the gradient of the loss with respect
    /// to the picture.
    /// </summary>
    /// <param name="pixels">28×28 pixels, 0 (paper) to 1 (ink).</param>
    /// <param name="digit">The digit.</param>
    /// <param name="pull">
    /// Receives a number for each pixel, from -1 (ink there speaks against it) to 1; all are 0 where the network is so sure that none
    /// counts.
    /// </param>
    /// <exception cref="ArgumentException">A length does not fit, or there is no such digit.</exception>
    public void Look(ReadOnlySpan<float> pixels, int digit, Span<float> pull)
    {
        network.InputGradient(pixels, [digit], pull);
        float most = 0;
        foreach (float slope in pull)
            most = Math.Max(most, Math.Abs(slope));
        foreach (ref float slope in pull)
            slope = most > 0 ? -slope / most : 0;
    }
}
