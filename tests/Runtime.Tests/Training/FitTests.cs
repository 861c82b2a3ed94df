using System.Globalization;

namespace Unrolled.Tests.Training;

public class FitTests
{
    [Fact]
    public void Seeds_and_not_threads_decide_the_outcome()
    {
        float[] one = Train(threads: 1, seed: 5);
        Assert.Equal(one, Train(threads: 2, seed: 5));
        Assert.Equal(one, Train(threads: 3, seed: 5));
        Assert.NotEqual(one, Train(threads: 1, seed: 6));
    }

    [Fact]
    public void A_fit_is_its_batches_stepped_in_the_shuffled_order()
    {
        Dataset data = FakeData.ClassDataset(50);
        var (a, b) = (new FakeClassifier(seed: 2), new FakeClassifier(seed: 2));
        using var fitted = new Trainer<FakeClassifier>(a, new Adam(0.01f), new() { Seed = 5 });
        using var stepped = new Trainer<FakeClassifier>(b, new Adam(0.01f));
        EpochResult[] results = [.. fitted.Fit(data, epochs: 2, batchSize: 20)];
        foreach (EpochResult result in results)
        {
            int[] order = new int[50];
            Memory.CounterRandom.Permute(order, 5, (ulong)result.Epoch - 1);
            double total = 0;
            foreach (int[] rows in order.Chunk(20))
                total += stepped.Step(Rows(data.Inputs, 5, rows), Rows(data.Labels, 1, rows)) * (double)rows.Length;
            Assert.Equal(total / 50, result.Loss, 1e-6);
        }
        Assert.Equal(b.Parameters, a.Parameters);
    }

    [Fact]
    public void Epochs_run_when_asked_for_and_go_on_in_the_next_call()
    {
        Dataset data = FakeData.ClassDataset(50);
        var (a, b) = (new FakeClassifier(), new FakeClassifier());
        using var together = new Trainer<FakeClassifier>(a, new Sgd(0.1f));
        using var apart = new Trainer<FakeClassifier>(b, new Sgd(0.1f));
        float[] before = a.Parameters.ToArray();
        IEnumerable<EpochResult> epochs = together.Fit(data, 2, 8);
        Assert.Equal(before, a.Parameters);
        Assert.Equal([1, 2], epochs.Select(e => e.Epoch));
        Assert.Equal([1], apart.Fit(data, 1, 8).Select(e => e.Epoch));
        Assert.Equal([1], apart.Fit(data, 1, 8).Select(e => e.Epoch));
        Assert.Equal(a.Parameters, b.Parameters);
    }

    [Fact]
    public void Progress_comes_after_each_batch()
    {
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1f));
        var seen = new List<FitProgress>();
        EpochResult[] results = [.. trainer.Fit(FakeData.ClassDataset(50), 2, 20, seen.Add)];
        Assert.Equal([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)], seen.Select(p => (p.Epoch, p.Batch)));
        Assert.All(seen, p => Assert.True(p is { Epochs: 2, Batches: 3, SamplesPerSecond: > 0, Loss: > 0 }));
        Assert.Equal(results[1].Loss, seen[^1].Loss);
        Assert.All(results, r => Assert.True(r.Samples == 50 && r.SamplesPerSecond > 0));
    }

    [Fact]
    public void Training_pays()
    {
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Adam(0.02f));
        Evaluation before = trainer.Evaluate(FakeData.ClassDataset(300, seed: 9));
        Assert.Equal(30, trainer.Fit(FakeData.ClassDataset(500), epochs: 30, batchSize: 32).Count());
        Evaluation after = trainer.Evaluate(FakeData.ClassDataset(300, seed: 9));
        Assert.True(after.Accuracy > 0.9 && after.Loss < before.Loss, $"{before} to {after}");
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_and_is_not_learned_from()
    {
        (float[] inputs, int[] labels) = FakeData.Classes(50);
        inputs[^1] = float.PositiveInfinity;
        var network = new FakeClassifier();
        using var trainer = new Trainer<FakeClassifier>(network, new Sgd(0.1f));
        var failure = Assert.Throws<NonFiniteLossException>(() => trainer.Fit(new Dataset(inputs, 5, labels), 3, 50).Count());
        Assert.Equal((1, 1), (failure.Epoch, failure.Batch));
        Assert.Contains("Lower the optimiser's rate", failure.Message);
        Assert.Equal(new FakeClassifier().Parameters, network.Parameters);
    }

    [Fact]
    public void A_batch_without_a_label_that_counts_is_passed_over()
    {
        (float[] inputs, int[] labels) = FakeData.Classes(9);
        Array.Fill(labels, -100, 0, 6);
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1f));
        EpochResult result = Assert.Single(trainer.Fit(new Dataset(inputs, 5, labels), 1, 1));
        Assert.InRange(result.Loss, 0.01f, 10f);
    }

    [Fact]
    public void Data_that_does_not_fit_is_refused_at_once()
    {
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1f));
        AssertRefused<ArgumentException>("= 5 floats, but the dataset's have 2", new Dataset(new float[4], 2, [0, 1]));
        AssertRefused<ArgumentException>("labels[1] is 7", new Dataset(new float[10], 5, [0, 7]));
        AssertRefused<ArgumentException>("1 targets, but the dataset's samples have 2", new Dataset(new float[5], 5, [0, 1]));
        AssertRefused<ArgumentException>("no samples", FakeData.ClassDataset(3).Take(0));
        AssertRefused<ArgumentException>("3 targets, but the dataset's samples have 2", new Dataset(new float[5], 5, new float[2], 2));
        AssertRefused<InvalidOperationException>("takes floats, but tokens were given", new Dataset(new int[5], 5, [0]));
        Assert.Throws<ArgumentOutOfRangeException>("batchSize", () => trainer.Fit(FakeData.ClassDataset(3), 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("epochs", () => trainer.Fit(FakeData.ClassDataset(3), -1, 1));

        void AssertRefused<TException>(string message, Dataset data) where TException : Exception
        {
            Assert.Contains(message, Assert.Throws<TException>(() => trainer.Fit(data, 1, 1)).Message);
            Assert.Contains(message, Assert.Throws<TException>(() => trainer.Evaluate(data)).Message);
        }
    }

    [Fact]
    public void An_epoch_that_progress_broke_off_is_continued()
    {
        Dataset data = FakeData.ClassDataset(50);
        var (a, b) = (new FakeClassifier(seed: 2), new FakeClassifier(seed: 2));
        using var straight = new Trainer<FakeClassifier>(a, new Adam(0.01f));
        using var broken = new Trainer<FakeClassifier>(b, new Adam(0.01f));
        EpochResult[] expected = [.. straight.Fit(data, 2, 8)];
        Assert.Throws<OperationCanceledException>(() => broken.Fit(data, 2, 8, p => Cancel(p, at: 3)).Count());
        Assert.Equal((0, 3), (broken.Epochs, broken.Steps));
        Assert.Contains(
            "behind batch 3 of 50 samples in batches of 8", Assert.Throws<InvalidOperationException>(() => broken.Fit(data, 2, 9)).Message);
        Assert.Throws<InvalidOperationException>(() => broken.Fit(data.Take(49), 2, 8));
        Assert.Throws<OperationCanceledException>(() => broken.Fit(data, 2, 8, p => Cancel(p, at: 7)).Count());
        EpochResult[] rest = [.. broken.Fit(data, 2, 8)];
        Assert.Equal(expected.Select(e => e.Loss), rest.Select(e => e.Loss));
        Assert.Equal([0, 50], rest.Select(e => e.Samples));
        Assert.Equal(a.Parameters, b.Parameters);

        static void Cancel(FitProgress progress, int at)
        {
            if (progress.Batch == at)
                throw new OperationCanceledException();
        }
    }

    [Fact]
    public void Fitting_from_inside_an_epoch_is_refused()
    {
        Dataset data = FakeData.ClassDataset(5);
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1f));
        Assert.Contains("is running",
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(data, 1, 5, _ => trainer.Fit(data, 1, 5)).Count()).Message);
    }

    [Fact]
    public void Results_print_on_a_line()
    {
        string line = new EpochResult(3, 0.12345678f, 8000, TimeSpan.FromSeconds(2)).ToString();
        Assert.Equal("epoch   3  loss  0.123457      2.00 s        4,000 samples/s", line);
        Assert.Equal("0.9812", new Evaluation(0.1f, (float)(9812.0 / 10_000), 10_000).Accuracy.ToString(CultureInfo.InvariantCulture));
    }

    private static float[] Train(int threads, ulong seed)
    {
        var network = new FakeClassifier(seed: 1);
        using var trainer = new Trainer<FakeClassifier>(network, new Adam(0.01f), new() { Threads = threads, Seed = seed });
        Assert.Equal(3, trainer.Fit(FakeData.ClassDataset(333), epochs: 3, batchSize: 100).Count());
        return network.Parameters.ToArray();
    }

    private static T[] Rows<T>(ReadOnlySpan<T> all, int length, int[] rows)
    {
        var result = new List<T>();
        foreach (int row in rows)
            result.AddRange(all.Slice(row * length, length));
        return [.. result];
    }
}
