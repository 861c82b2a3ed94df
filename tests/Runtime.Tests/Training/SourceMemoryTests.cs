namespace Unrolled.Tests.Training;

/// <summary>Memory of samples that are nowhere as a whole.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Slow")]
public class SourceMemoryTests
{
    private const int Count = 6_000;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    public void Samples_that_are_made_when_they_are_read_take_the_memory_of_a_few_batches(bool sequential, int readers)
    {
        var source = new Computed(Count, sequential);
        using var trainer = new Trainer<FakeRegression>(
            new FakeRegression(), new Sgd(0.001), new() { Threads = 1, ReadAheadThreads = readers });
        long before = GC.GetTotalAllocatedBytes(precise: true);
        FitHistory history = trainer.Train(source, 2, 16, validation: new Computed(100, sequential));
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(history.Epochs[1].Loss < history.Epochs[0].Loss);
        long whole = (long)Count * (FakeRegression.Inputs + FakeRegression.Outputs) * sizeof(float);
        Assert.InRange(allocated, 0, whole / 4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_allocate_nothing(bool sequential)
    {
        using var trainer = new Trainer<FakeRegression>(new FakeRegression(), new Sgd(0.001), new() { Threads = 2, ReadAheadThreads = 2 });
        long since = 0, least = long.MaxValue;
        trainer.Train(new Computed(400, sequential), 20, 8, Watch);
        Assert.Equal(0, least);

        // From an epoch's fifth batch to its last but one: other threads of the test host allocate now and then, ours would every time.
        void Watch(FitProgress progress)
        {
            long now = GC.GetTotalAllocatedBytes(precise: true);
            if (progress.Batch == 5)
                since = GC.GetTotalAllocatedBytes(precise: true);
            else if (progress.Batch == progress.Batches - 1)
                least = Math.Min(least, now - since);
        }
    }

    private sealed class Computed(int count, bool sequential)
        : SampleSource(count, new(FakeRegression.Inputs, FakeRegression.Outputs, HasLabels: false))
    {
        public override bool IsSequential => sequential;

        public override void Read(int index, int epoch, Sample into)
        {
            var random = new SampleRandom(seed: 1, epoch: 0, index);
            foreach (ref float value in into.Input)
                value = random.Between(-1, 1);
            for (int i = 0; i < into.Targets.Length; i++)
                into.Targets[i] = into.Input[i] - 0.5f;
        }
    }
}
