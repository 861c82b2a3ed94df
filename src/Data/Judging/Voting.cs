namespace Unrolled.Data;

/// <summary>
/// Lets several networks judge several versions of the same samples, and takes the mean of their probabilities: an ensemble, test-time
/// augmentation, or both.
/// </summary>
public static class Voting
{
    /// <summary>Computes the mean probabilities: <c>[samples, classes]</c>, the same bits on every machine.</summary>
    /// <typeparam name="T">The networks' class.</typeparam>
    /// <param name="networks">Networks that were trained apart, from different seeds for instance; at least one.</param>
    /// <param name="versions">The same samples in the same order, changed in different ways; at least one version.</param>
    /// <exception cref="ArgumentException">There is no network or no version, or versions have different numbers of samples.</exception>
    /// <exception cref="InvalidOperationException">The networks' outputs are no logits of probabilities.</exception>
    public static float[] Classify<T>(IReadOnlyList<T> networks, IReadOnlyList<Dataset> versions) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(versions);
        if (networks.Count == 0 || versions.Count == 0)
            throw new ArgumentException($"{networks.Count} networks and {versions.Count} versions cannot vote; give at least one of each.");
        int samples = versions[0].Count;
        if (versions.FirstOrDefault(version => version.Count != samples) is { } other)
            throw new ArgumentException(
                $"One version has {samples} samples and another {other.Count}; give the same samples in each.", nameof(versions));
        var mean = new float[samples * T.Info.OutputLength];
        var vote = new float[mean.Length];
        float share = 1f / (networks.Count * versions.Count);
        foreach (T network in networks)
        {
            foreach (Dataset version in versions)
            {
                network.Classify(version.Inputs, vote);
                for (int i = 0; i < mean.Length; i++)
                    mean[i] += share * vote[i];
            }
        }
        return mean;
    }

    /// <summary>Names what the vote takes one sample for: the most probable class, the first of equal ones.</summary>
    /// <typeparam name="T">The networks' class.</typeparam>
    /// <param name="networks">Networks that were trained apart; at least one.</param>
    /// <param name="input">One sample, of <see cref="NetworkInfo.InputLength"/> values.</param>
    /// <exception cref="ArgumentException">There is no network, or the input has another length.</exception>
    /// <exception cref="InvalidOperationException">The networks' outputs are no logits of probabilities.</exception>
    public static int Classify<T>(IReadOnlyList<T> networks, ReadOnlySpan<float> input) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(networks);
        if (networks.Count == 0)
            throw new ArgumentException("No network cannot vote; give at least one.", nameof(networks));
        var sum = new float[T.Info.OutputLength];
        var vote = new float[sum.Length];
        foreach (T network in networks)
        {
            network.Classify(input, vote);
            for (int i = 0; i < sum.Length; i++)
                sum[i] += vote[i];
        }
        return Largest(sum);
    }

    /// <summary>Counts what the vote takes each sample for: the most probable class, the first of equal ones.</summary>
    /// <typeparam name="T">The networks' class.</typeparam>
    /// <param name="networks">Networks that were trained apart; at least one.</param>
    /// <param name="versions">The same samples with one label each, changed in different ways; at least one version.</param>
    /// <exception cref="ArgumentException">
    /// There is no network or no version, versions have different numbers of samples, or samples have not one label each.
    /// </exception>
    /// <exception cref="InvalidOperationException">The networks' outputs are no logits of probabilities.</exception>
    public static ConfusionMatrix Judge<T>(IReadOnlyList<T> networks, IReadOnlyList<Dataset> versions) where T : class, INetwork<T>
    {
        float[] probabilities = Classify(networks, versions);
        Dataset samples = versions[0];
        if (samples.Labels.Length != samples.Count)
            throw new ArgumentException($"{samples.Count} samples have {samples.Labels.Length} labels; a vote is judged by one for each.",
                nameof(versions));
        int classes = T.Info.OutputLength;
        var counts = new long[classes, classes];
        for (int i = 0; i < samples.Count; i++)
            counts[samples.Labels[i], Largest(probabilities.AsSpan(i * classes, classes))]++;
        return new ConfusionMatrix(counts, samples.ClassNames.Length == classes ? samples.ClassNames : null);
    }

    private static int Largest(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int c = 1; c < row.Length; c++)
            best = row[c] > row[best] ? c : best;
        return best;
    }
}
