using Digits;

namespace Unrolled.Samples.Tests;

/// <summary>Once the largest batch has been seen, steps and predictions of a generated network allocate nothing, on any thread.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Trait("Category", "Slow")]
public class AllocationTests
{
    private const int Samples = 200;

    private readonly float[] _inputs = new float[Samples * LeNet5.InputLength];
    private readonly float[] _outputs = new float[Samples * LeNet5.OutputLength];
    private readonly int[] _labels = new int[Samples];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Steps_allocate_nothing(int threads)
    {
        using var trainer = new Trainer<LeNet5>(new LeNet5(seed: 1), new Adam(1e-3f), new TrainerOptions { Threads = threads });
        AllocatesNothing(() =>
        {
            trainer.Step(_inputs, _labels);
            trainer.Step(_inputs.AsSpan(0, 37 * LeNet5.InputLength), _labels.AsSpan(0, 37));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(Samples)]
    public void Predictions_allocate_nothing(int samples)
    {
        var network = new LeNet5(seed: 1);
        AllocatesNothing(
            () => network.Predict(_inputs.AsSpan(0, samples * LeNet5.InputLength), _outputs.AsSpan(0, samples * LeNet5.OutputLength)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Batches_allocate_nothing(int threads)
    {
        using var predictor = new BatchPredictor<LeNet5>(new LeNet5(seed: 1), threads);
        AllocatesNothing(() =>
        {
            predictor.Predict(_inputs, _outputs);
            predictor.Predict(_inputs.AsSpan(0, 3 * LeNet5.InputLength), _outputs.AsSpan(0, 3 * LeNet5.OutputLength));
            predictor.Predict(_inputs.AsSpan(0, 37 * LeNet5.InputLength), _outputs.AsSpan(0, 37 * LeNet5.OutputLength));
        });
    }

    /// <summary>
    /// Several tries, since the test runner's own threads may allocate meanwhile: what a step allocates, it allocates every time.
    /// </summary>
    private static void AllocatesNothing(Action action)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            action();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 5; i++)
                action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }
}
