namespace Unrolled.Benchmarks.Peers;

/// <summary>A batch of inputs of the given shape, batch included, with either targets or labels.</summary>
internal sealed record WorkloadData(float[] Inputs, long[] Shape, float[]? Targets, int[]? Labels)
{
    /// <summary>
    /// Normally distributed inputs, with targets that are made from them; random labels or targets otherwise, as the
    /// network's loss takes them.
    /// </summary>
    public static WorkloadData Sample<T>(int batch, Func<float[], int, float[]>? target) where T : class, INetwork<T>
    {
        var random = new Random(7);
        int outputs = T.Info.OutputLength;
        float[] inputs = Normal(random, batch * T.Info.InputLength);
        long[] shape = [batch, .. T.Info.Input.Select(e => (long)e)];
        if (target is not null)
            return new(inputs, shape, target(inputs, outputs), null);
        bool labels = T.Info.Layers[^1].Declaration.StartsWith("SoftmaxCrossEntropy", StringComparison.Ordinal);
        return labels
            ? new(inputs, shape, null, [.. Enumerable.Range(0, batch).Select(_ => random.Next(outputs))])
            : new(inputs, shape, Normal(random, batch * outputs), null);
    }

    /// <summary>A training step of ours; returns the loss.</summary>
    public float Step<T>(Trainer<T> trainer) where T : class, INetwork<T> =>
        Labels is null ? trainer.Step(Inputs, Targets!) : trainer.Step(Inputs, Labels);

    private static float[] Normal(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Normal(random))];

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
