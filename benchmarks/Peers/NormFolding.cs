namespace Unrolled.Benchmarks.Peers;

/// <summary>The tensors of a batch normalisation, each of as many elements as there are channels.</summary>
internal sealed record NormTensors(NamedTensor Scale, NamedTensor Shift, NamedTensor Mean, NamedTensor Variance);

/// <summary>A layer and the batch normalisation behind it as one layer.</summary>
internal static class NormFolding
{
    // What ours and PyTorch's normalisations add to a variance.
    private const float Epsilon = 1e-5f;

    /// <summary>
    /// <c>γ·(w·x + b - mean)/√(var + ε) + β = (f·w)·x + (b - mean)·f + β</c> with <c>f = γ/√(var + ε)</c>, channel by
    /// channel, which are the first axis of weights.
    /// </summary>
    public static (NamedTensor Weight, NamedTensor Bias) Fold(NamedTensor weight, NamedTensor bias, NormTensors norm)
    {
        float[] weights = [.. weight.Values], biases = [.. bias.Values];
        int length = weights.Length / biases.Length;
        for (int channel = 0; channel < biases.Length; channel++)
        {
            float factor = norm.Scale.Values[channel] / MathF.Sqrt(norm.Variance.Values[channel] + Epsilon);
            foreach (ref float element in weights.AsSpan(channel * length, length))
                element *= factor;
            biases[channel] = (biases[channel] - norm.Mean.Values[channel]) * factor + norm.Shift.Values[channel];
        }

        return (weight with { Values = weights }, bias with { Values = biases });
    }
}
