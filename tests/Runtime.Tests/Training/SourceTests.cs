using System.Collections.Concurrent;

namespace Unrolled.Tests.Training;

/// <summary>Samples that are not in memory train as those that are.</summary>
public class SourceTests
{
    private static readonly Dataset Data = FakeData.ClassDataset(203);

    [Theory]
    [InlineData("index", 1)]
    [InlineData("index", 2)]
    [InlineData("index", 3)]
    [InlineData("stream", 1)]
    [InlineData("stream", 3)]
    public void Any_source_and_any_number_of_readers_give_the_bits_of_memory(string kind, int readers)
    {
        foreach (int batchSize in new[] { 1, 7, 64, 500 })
        {
            (float[] expected, EpochResult[] expectedEpochs) = Fit(Data, readers: 1, batchSize);
            (float[] parameters, EpochResult[] epochs) = Fit(Sources.Of(kind, Data), readers, batchSize);
            Assert.Equal(expected, parameters);
            Assert.Equal(expectedEpochs.Select(e => (e.Loss, e.Samples)), epochs.Select(e => (e.Loss, e.Samples)));
        }
    }

    [Fact]
    public void Float_targets_come_from_a_source_too()
    {
        (float[] inputs, float[] targets) = FakeData.Regression(50);
        var data = new Dataset(inputs, FakeRegression.Inputs, targets, FakeRegression.Outputs);
        float[][] trained = [.. new SampleSource[] { data, new IndexSource(data) }.Select(source =>
        {
            var network = new FakeRegression(seed: 1);
            using var trainer = new Trainer<FakeRegression>(network, new Sgd(0.01));
            Assert.Equal(2, trainer.Train(source, 2, 16).Epochs.Count);
            Assert.Equal(trainer.Evaluate(data), trainer.Evaluate(source));
            return network.Parameters.ToArray();
        })];
        Assert.Equal(trained[0], trained[1]);
    }

    [Fact]
    public void A_sequential_source_is_read_in_order_by_one_thread_and_a_continued_epoch_from_its_beginning()
    {
        var seen = new ConcurrentQueue<(int Index, int Epoch, int Thread)>();
        var source = new IndexSource(Data)
        {
            Sequential = true,
            Before = (index, epoch) => seen.Enqueue((index, epoch, Environment.CurrentManagedThreadId)),
        };
        using var trainer = New(readers: 4);
        using var cancel = new CancellationTokenSource();
        Assert.Equal(
            StopReason.Cancelled, trainer.Train(source, 2, 10, p => CancelAt(cancel, p.Batch == 3), null, cancel.Token).StopReason);
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => (i, 0)), seen.Select(s => (s.Index, s.Epoch)));
        Assert.Equal(1, source.Ends);
        seen.Clear();
        trainer.Train(source, 2, 10);
        Assert.Equal(Enumerable.Range(0, 2 * 203).Select(i => (i % 203, i / 203)), seen.Select(s => (s.Index, s.Epoch)));
        Assert.InRange(seen.Select(s => s.Thread).Distinct().Count(), 1, 2);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, seen.Select(s => s.Thread));
        Assert.Equal(3, source.Ends);
    }

    [Theory, InlineData(1, 1), InlineData(3, 1), InlineData(1, 40), InlineData(3, 40)]
    public void What_a_source_throws_comes_out_at_its_batch_and_the_trainer_goes_on(int readers, int batchSize)
    {
        int[] order = Sources.Shuffled(203, 0);
        foreach (int place in new[] { 0, 39, 41, 120, 202 })
        {
            bool broken = true;
            var source = new IndexSource(Data)
            {
                Before = (index, _) =>
                {
                    if (broken && Array.IndexOf(order, index) >= place)
                        throw new FileNotFoundException($"no file {index}");
                },
            };
            var network = new FakeClassifier(seed: 2);
            using var trainer = New(readers, network);
            var failure = Assert.Throws<InvalidDataException>(() => trainer.Train(source, 2, batchSize));
            Assert.StartsWith(
                $"Sample {order[place]} of IndexSource could not be read in epoch 1: no file {order[place]}", failure.Message);
            Assert.IsType<FileNotFoundException>(failure.InnerException);
            Assert.Equal((place / batchSize, 1), (trainer.Steps, source.Ends));
            broken = false;
            Assert.Equal(2, trainer.Train(source, 2, batchSize).Epochs.Count);
            Assert.Equal(Fit(Data, 1, batchSize).Parameters, network.Parameters);
        }
    }

    [Theory]
    [InlineData(7, "its label 0 is 7, but FakeClassifier knows classes 0 to 2 (-100 marks a label to ignore)")]
    [InlineData(-1, "its label 0 is -1")]
    public void A_label_out_of_range_names_its_sample(int label, string message)
    {
        var source = new IndexSource(Data) { After = (sample, index) => sample.Labels[0] = index == 11 ? label : sample.Labels[0] };
        using var trainer = New(2);
        string text = Assert.Throws<InvalidDataException>(() => trainer.Train(source, 1, 203)).Message;
        Assert.Contains("Sample 11 of IndexSource", text);
        Assert.Contains(message, text);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => trainer.Evaluate(source)).Message);
        Assert.Equal(0, trainer.Steps);
    }

    [Fact]
    public void Labels_that_are_all_ignored_are_no_mean_of_nothing()
    {
        var source = new IndexSource(Data) { After = static (sample, _) => sample.Labels.Fill(-100) };
        using var trainer = New(1);
        Assert.Contains("No target", Assert.Throws<InvalidDataException>(() => trainer.Train(source, 1, 50)).Message);
        Assert.Contains("0/0", Assert.Throws<InvalidDataException>(() => trainer.Evaluate(source)).Message);
        Assert.Equal((0, 1), (trainer.Steps, trainer.Epochs));
    }

    [Fact]
    public void What_a_source_leaves_out_is_zero_and_no_other_samples()
    {
        var seen = new ConcurrentQueue<float>();
        using var trainer = New(1);
        trainer.Train(new Forgetful(seen), 2, 4);
        Assert.Equal(200, seen.Count);
        Assert.All(seen, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Evaluation_has_the_same_result_from_anywhere()
    {
        Dataset data = FakeData.ClassDataset(20_000, seed: 4);
        foreach (int readers in new[] { 1, 3 })
        {
            using var trainer = New(readers);
            Evaluation expected = trainer.Evaluate(data);
            Assert.Equal(20_000, expected.Count);
            Assert.All(Sources.Kinds.Skip(1), kind => Assert.Equal(
                trainer.Evaluate(InOrder(data, kind)), expected));
        }

        static SampleSource InOrder(Dataset data, string kind) => kind == "index"
            ? new IndexSource(data)
            : SampleStream.From<int>(data.Count, data.Shape, _ => Enumerable.Range(0, data.Count), (i, into) => data.Read(i, 0, into));
    }

    [Fact]
    public void A_source_that_does_not_fit_is_refused_at_once()
    {
        using var trainer = New(1);
        Assert.Throws<ArgumentException>("data", () => trainer.Fit(new IndexSource(new Dataset(new float[4], 2, [0, 1])), 1, 1));
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(new IndexSource(new Dataset(new int[5], 5, [0])), 1, 1));
        Assert.Throws<ArgumentException>("data", () => trainer.Evaluate(new IndexSource(Data.Take(0))));
        Assert.Throws<ArgumentOutOfRangeException>("ReadAheadThreads", () => new TrainerOptions { ReadAheadThreads = 0 });
        Assert.Throws<ArgumentException>("batchSize", () => trainer.Fit(new Huge(), 1, 500_000_000));
    }

    private static (float[] Parameters, EpochResult[] Epochs) Fit(SampleSource source, int readers, int batchSize)
    {
        var network = new FakeClassifier(seed: 2);
        using Trainer<FakeClassifier> trainer = New(readers, network);
        EpochResult[] epochs = [.. trainer.Fit(source, 2, batchSize)];
        return (network.Parameters.ToArray(), epochs);
    }

    private static Trainer<FakeClassifier> New(int readers, FakeClassifier? network = null) =>
        new(network ?? new FakeClassifier(seed: 2), new Adam(0.01), new() { Threads = 2, Seed = Sources.Seed, ReadAheadThreads = readers });

    private static void CancelAt(CancellationTokenSource cancel, bool now)
    {
        if (now)
            cancel.Cancel();
    }

    /// <summary>Looks at what it is given to write into, then writes a one somewhere, and a label.</summary>
    private sealed class Forgetful(ConcurrentQueue<float> seen) : SampleSource(20, new(FakeClassifier.Inputs))
    {
        public override void Read(int index, int epoch, Sample into)
        {
            foreach (float value in into.Input)
                seen.Enqueue(value);
            into.Input[index % FakeClassifier.Inputs] = 1;
        }
    }

    private sealed class Huge() : SampleSource(int.MaxValue, new(FakeClassifier.Inputs))
    {
        public override void Read(int index, int epoch, Sample into) => throw new InvalidOperationException();
    }
}
