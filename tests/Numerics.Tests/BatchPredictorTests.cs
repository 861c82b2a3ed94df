using Unrolled.Generated;

namespace Unrolled.Numerics.Tests;

/// <summary>A batch has the same bits on any number of threads as on the caller's alone, on every body.</summary>
public class BatchPredictorTests
{
    private const int Most = 300;

    private static readonly int[] Counts = [5, 300, 1, 17, 64, 16, 300];

    // Around a stretch of groups: one that ends with it, one sample more, and a group more.
    private static readonly int[] WideCounts = [256, 257, 3, 300, 272, 1, 48];

    // Dense layers of so many weights that they exceed a second-level cache.
    private static readonly Declaration[] Wide =
    [
        new([515], [new Dense(530), new ReLU(), new Dense(3), new SoftmaxCrossEntropy()]),
        new([2], [new Embedding(5, 260), new Flatten(), new Dense(512), new LayerNorm(), new Dense(520) { Bias = false }, new GELU()]),
    ];

    private static readonly NetworkSet WideSet = new(Wide);

    [Theory]
    [InlineData("mlp"), InlineData("lenet5"), InlineData("batch_norm_images"), InlineData("batch_norm"), InlineData("winograd"),
        InlineData("winograd_lines")]
    [InlineData("lstm"), InlineData("recurrent_stack"), InlineData("tokens"), InlineData("causal")]
    public void Batches_have_the_bits_of_the_callers_thread(string name) =>
        HasTheSameBits(Networks.States, State.All.Single(s => s.Name == name).Declaration.Title, Counts);

    [Theory, InlineData(0), InlineData(1)]
    public void Wide_layers_have_the_bits_of_the_callers_thread(int which) => HasTheSameBits(WideSet, Wide[which].Title, WideCounts);

    /// <summary>Single samples take other ways than groups, and so do stretches that end with some.</summary>
    [Theory, InlineData(0), InlineData(1)]
    public void Wide_layers_have_the_bits_of_single_samples(int which)
    {
        var oracle = new OracleNetwork(WideSet[Wide[which].Title]).Initialize(seed: 6);
        float[] inputs = Batch.Random(oracle, Most, seed: 7).Inputs;
        foreach (var subject in WideSet.BuildAll(Wide[which].Title))
        {
            subject.Set(oracle);
            float[][] alone = [.. inputs.Chunk(oracle.InputLength).Select(sample => subject.Predict(sample))];
            foreach (int count in WideCounts)
            {
                float[] together = subject.Predict(inputs[..(count * oracle.InputLength)]);
                Assert.Equal(Bits.Of([.. alone.Take(count).SelectMany(static outputs => outputs)]), Bits.Of(together));
            }
        }
    }

    private static void HasTheSameBits(NetworkSet set, string title, int[] counts)
    {
        var oracle = new OracleNetwork(set[title]).Initialize(seed: 6);
        float[] inputs = Batch.Random(oracle, Most, seed: 7).Inputs;
        float[][] batches = [.. counts.Select(count => inputs[..(count * oracle.InputLength)])];
        foreach (var subject in set.BuildAll(title))
        {
            subject.Set(oracle);
            string all = Bits.Of(subject.Predict(inputs));
            foreach (int threads in (int[])[1, 2, 3, 8])
                // As large networks are shared out, as small ones, and as this one.
                foreach (PredictionPlan? plan in (PredictionPlan?[])[new(1, 1), new(3, 2), null])
                    foreach (float[] outputs in subject.PredictOn(threads, plan, batches))
                        Assert.StartsWith(Bits.Of(outputs), all);
        }
    }
}
