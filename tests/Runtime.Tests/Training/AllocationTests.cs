namespace Unrolled.Tests.Training;

[Collection(nameof(Alone))]
public class AllocationTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(8)]
    public void Steps_up_to_the_largest_batch_so_far_allocate_nothing(int threads)
    {
        using var trainer = new Trainer<FakeRegression>(new FakeRegression(), new Adam(), new() { Threads = threads, MaxNorm = 0.1 });
        (float[] inputs, float[] targets) = FakeData.Regression(500);
        int[] sizes = [500, 37, 100, 1, 500];
        AssertNoAllocation(() =>
        {
            foreach (int size in sizes)
                trainer.Step(inputs.AsSpan(0, size * FakeRegression.Inputs), targets.AsSpan(0, size * FakeRegression.Outputs));
        });
    }

    [Fact]
    public void Predicting_allocates_nothing()
    {
        var network = new FakeRegression();
        float[] inputs = FakeData.Floats(37 * FakeRegression.Inputs, 1);
        float[] outputs = new float[37 * FakeRegression.Outputs];
        int[] sizes = [1, 3, 4, 16, 37];
        AssertNoAllocation(() =>
        {
            foreach (int size in sizes)
                network.Predict(inputs.AsSpan(0, size * FakeRegression.Inputs), outputs.AsSpan(0, size * FakeRegression.Outputs));
        });
    }

    [Theory, InlineData(1), InlineData(2), InlineData(8)]
    public void Batches_up_to_the_largest_so_far_allocate_nothing(int threads)
    {
        float[] inputs = FakeData.Floats(250 * FakeRegression.Inputs, 1);
        float[] outputs = new float[250 * FakeRegression.Outputs];
        using var predictor = new BatchPredictor<FakeRegression>(new FakeRegression(), threads, new(GroupsPerItem: 1, Fewest: 1));
        int[] sizes = [250, 1, 3, 4, 16, 37, 250];
        AssertNoAllocation(() =>
        {
            foreach (int size in sizes)
                predictor.Predict(inputs.AsSpan(0, size * FakeRegression.Inputs), outputs.AsSpan(0, size * FakeRegression.Outputs));
        });
    }

    // Other threads of the test host allocate now and then; ours would do it every time.
    private static void AssertNoAllocation(Action action)
    {
        for (int i = 0; i < 10; i++)
            action();
        long least = long.MaxValue;
        for (int i = 0; i < 20 && least > 0; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.Equal(0, least);
    }
}
