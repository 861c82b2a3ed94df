using Unrolled.Generated;

namespace Unrolled.Numerics.Tests;

/// <summary>A batch has the same bits on any number of threads as on the caller's alone, on every body.</summary>
public class BatchPredictorTests
{
    private const int Most = 250;

    private static readonly int[] Counts = [5, 250, 1, 17, 64, 16, 250];

    // A dense layer of so many weights that they exceed a second-level cache.
    private static readonly Declaration Wide = new([515], [new Dense(530), new ReLU(), new Dense(3), new SoftmaxCrossEntropy()]);

    private static readonly NetworkSet WideSet = new([Wide]);

    [Theory]
    [InlineData("mlp"), InlineData("lenet5"), InlineData("batch_norm_images"), InlineData("batch_norm"), InlineData("winograd"), InlineData("winograd_lines")]
    [InlineData("lstm"), InlineData("recurrent_stack"), InlineData("tokens"), InlineData("causal")]
    public void Batches_have_the_bits_of_the_callers_thread(string name) =>
        HasTheSameBits(Networks.States, State.All.Single(s => s.Name == name).Declaration.Title);

    [Fact]
    public void Wide_layers_have_the_bits_of_the_callers_thread() => HasTheSameBits(WideSet, Wide.Title);

    private static void HasTheSameBits(NetworkSet set, string title)
    {
        var oracle = new OracleNetwork(set[title]).Initialize(seed: 6);
        float[] inputs = Batch.Random(oracle, Most, seed: 7).Inputs;
        float[][] batches = [.. Counts.Select(count => inputs[..(count * oracle.InputLength)])];
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
