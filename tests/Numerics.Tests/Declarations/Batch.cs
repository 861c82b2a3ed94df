namespace Unrolled.Numerics.Tests;

/// <summary>Samples and what a loss compares them with: labels or values, one of the two null.</summary>
internal sealed record Batch(int Count, float[] Inputs, int[]? Labels, float[]? Values)
{
    /// <summary>What each class weighs in the mean loss; null where all weigh 1.</summary>
    public double[]? ClassWeights { get; init; }

    /// <summary>Inputs that are tokens.</summary>
    public int[] Tokens => Array.ConvertAll(Inputs, x => (int)x);

    /// <summary>Uniform inputs of ±1, or any tokens; every seventh label is −100, to be ignored.</summary>
    public static Batch Random(OracleNetwork network, int count, int seed)
    {
        var random = new Random(seed);
        float[] inputs = network.Vocabulary > 0
            ? [.. Enumerable.Range(0, count * network.InputLength).Select(_ => (float)random.Next(network.Vocabulary))]
            : Floats(random, count * network.InputLength, 1);
        if (network.Classes == 0)
        {
            float[] values = Floats(random, count * network.OutputLength, 1);
            return new(count, inputs, null, network.TakesProbabilities ? Array.ConvertAll(values, Probability) : values);
        }
        int[] labels = new int[count * network.OutputLength / network.Classes];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = i % 7 == 3 ? -100 : random.Next(network.Classes);
        return new(count, inputs, labels, null);
    }

    /// <summary>
    /// The same inputs, with distributions over the classes instead of labels: random ones, a fifth of them all in one class.
    /// </summary>
    public Batch WithDistributions(OracleNetwork network, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[Count * network.OutputLength];
        for (int row = 0; row < values.Length / network.Classes; row++)
        {
            Span<float> classes = values.AsSpan(row * network.Classes, network.Classes);
            double[] softmax = OracleSoftmax.Of(Array.ConvertAll(Floats(random, network.Classes, 2), x => (double)x));
            for (int c = 0; c < network.Classes; c++)
                classes[c] = row % 5 == 2 ? c == row % network.Classes ? 1 : 0 : (float)softmax[c];
        }
        return this with { Labels = null, Values = values };
    }

    /// <summary>A value of ±1 as a probability; a tenth of them becomes 0 and another 1.</summary>
    private static float Probability(float value) => Math.Clamp((value + 1) * 0.625f - 0.125f, 0, 1);

    /// <summary>Uniform floats of ±<paramref name="bound"/>.</summary>
    public static float[] Floats(Random random, int count, double bound)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)(bound * (2 * random.NextDouble() - 1));
        return values;
    }
}
