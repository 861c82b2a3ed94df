using Unrolled.Generated;

namespace Unrolled.Tests.Training;

/// <summary>A network of whose every group of samples the batch keeps four megabytes.</summary>
internal sealed class FakeWide(ulong seed = 0) : INetwork<FakeWide>
{
    public static NetworkInfo Info { get; } = FakeProgram.Info(nameof(FakeWide), FakeClassifier.Inputs, FakeClassifier.Classes);

    public static ProgramInfo Program { get; } = FakeClassifier.Program with { BatchStride = 1 << 20 };

    public NetworkCore<FakeWide> Core { get; } = new(seed);

    public Span<float> Parameters => Core.Parameters;

    public static unsafe void Run(Entry entry, Frame* frame) => FakeClassifier.Run(entry, frame);

    public void Save(string path) => Core.Save(path);

    public void Load(string path) => Core.Load(path);
}

/// <summary>What is too large, and what failed, leaves everything as it was and usable.</summary>
public sealed class LimitTests
{
    private const int TooMany = 600_000;

    // (2³¹ floats, less what lies around them) / 2²⁰ are 2,047 groups of 16.
    private const string Largest = "at most 32752 samples";

    [Fact]
    public void A_batch_that_no_memory_can_hold_is_refused_with_the_largest_possible()
    {
        var network = new FakeWide(seed: 4);
        float[] before = network.Parameters.ToArray();
        using var trainer = new Trainer<FakeWide>(network, new Adam());
        float[] inputs = new float[TooMany * FakeClassifier.Inputs];
        int[] labels = new int[TooMany];

        string message = Assert.Throws<ArgumentException>(() => trainer.Step(inputs, labels)).Message;
        Assert.Contains("600000 samples", message);
        Assert.Contains(Largest, message);
        var data = new Dataset(inputs, FakeClassifier.Inputs, labels);
        Assert.Contains(Largest, Assert.Throws<ArgumentException>(() => trainer.Fit(data, 1, TooMany)).Message);

        Assert.Equal(before, network.Parameters);
        Assert.Equal(0, trainer.Steps);
        (inputs, labels) = FakeData.Classes(16);
        Assert.True(float.IsFinite(trainer.Step(inputs, labels)));
        Assert.NotEqual(before, network.Parameters.ToArray());
    }

    [Fact]
    public void An_optimiser_is_free_again_when_its_trainer_could_not_be_made()
    {
        var network = new FakeClassifier();
        var optimizer = new Adam();

        Assert.Throws<NotSupportedException>(
            () => new Trainer<FakeClassifier>(network, optimizer, new() { Schedule = new Nameless() }));

        using var trainer = new Trainer<FakeClassifier>(network, optimizer);
        Assert.Throws<InvalidOperationException>(() => new Trainer<FakeClassifier>(new FakeClassifier(), optimizer));
        (float[] inputs, int[] labels) = FakeData.Classes(16);
        trainer.Step(inputs, labels);
    }

    [Theory]
    [InlineData(1e30f, 1e37f)]
    [InlineData(0, float.PositiveInfinity)]
    public unsafe void A_variance_that_no_float_holds_is_refused(float mean, float squares)
    {
        float* partial = stackalloc float[2 * Lanes.Width];
        float variance, average;
        (partial[0], partial[Lanes.Width]) = (mean, squares);
        if (float.IsFinite(squares))
        {
            BatchStatistics.MergeMoments(partial, 0, 1, 16, 1, 1, &average, &variance);
            Assert.Equal(squares / 16, variance);
            return;
        }
        float* kept = &average, from = partial, to = &variance;
        string message = Assert.Throws<ArithmeticException>(
            () => BatchStatistics.MergeMoments(from, 0, 1, 16, 1, 1, kept, to)).Message;
        Assert.Contains("variance of channel 0", message);
    }

    private sealed class Nameless : Schedule
    {
        public override double Factor(long step, int epoch) => 1;

        public override string ToString() => throw new NotSupportedException();
    }
}
