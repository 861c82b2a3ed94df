using Unrolled.Tests.Training;

namespace Unrolled.Tests.Distributed;

/// <summary>A run on several ranks is the run of one process: by its bits, its results, and where it stops.</summary>
public sealed class RankFitTests : TempDirectory
{
    private static readonly int[] Counts = [2, 3, 4, 7];
    private static readonly Dataset Classes = FakeData.ClassDataset(300), Held = FakeData.ClassDataset(150, seed: 5);

    public static TheoryData<string> Kinds => [.. Sources.Kinds];

    private string Saved => PathOf("run.safetensors");

    [Theory, MemberData(nameof(Kinds))]
    public void Epochs_have_the_same_bits_from_any_source(string kind)
    {
        foreach (int batch in (int[])[37, 64, 100])
        {
            Outcome alone = Train(kind, batch, exchange: null);
            foreach (int ranks in Counts)
                Assert.All(ThreadExchange.Run(ranks, exchange => Train(kind, batch, exchange)), rank => Assert.Equal(alone, rank));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Weighted_samples_and_ignored_labels_weigh_the_same(string kind)
    {
        int[] labels = [.. Classes.Labels];
        for (int i = 0; i < labels.Length; i += 3)
            labels[i] = -100;
        float[] weights = [.. FakeData.Floats(Classes.Count, seed: 8).Select(Math.Abs)];
        Dataset ignored = new(Classes.Inputs.ToArray(), FakeClassifier.Inputs, labels), weighted = ignored.Weighted(weights);
        foreach (Dataset data in (Dataset[])[ignored, weighted])
        {
            Outcome alone = Train(kind, 64, exchange: null, data);
            foreach (int ranks in Counts)
                Assert.All(ThreadExchange.Run(ranks, exchange => Train(kind, 64, exchange, data)), rank => Assert.Equal(alone, rank));
        }
    }

    [Fact]
    public void Evaluation_is_shared_out_and_says_the_same()
    {
        (float[] inputs, float[] targets) = FakeData.Regression(700);
        var values = new Dataset(inputs, FakeRegression.Inputs, targets, FakeRegression.Outputs);
        foreach (SampleSource source in (SampleSource[])[values, new IndexSource(values)])
        {
            Evaluation alone = Evaluate(source, exchange: null);
            foreach (int ranks in Counts)
                Assert.All(ThreadExchange.Run(ranks, exchange => Evaluate(source, exchange)), rank => Assert.Equal(alone, rank));
        }

        static Evaluation Evaluate(SampleSource source, IGradientExchange? exchange)
        {
            using var trainer = new Trainer<FakeRegression>(new FakeRegression(), new Sgd(0.1), new() { Threads = 1, Exchange = exchange });
            return trainer.Evaluate(source);
        }
    }

    [Fact]
    public void Each_rank_reads_its_own_samples()
    {
        const int Ranks = 4;
        int[][] read = ThreadExchange.Run(Ranks, exchange =>
        {
            var indices = new List<int>();
            var source = new IndexSource(Classes)
            {
                Before = (index, _) =>
                {
                    lock (indices)
                        indices.Add(index);
                },
            };
            using Trainer<FakeClassifier> trainer = Trainer(new FakeClassifier(1), exchange);
            Assert.Single(trainer.Fit(source, 1, 64));
            return indices.ToArray();
        });
        Assert.Equal(Enumerable.Range(0, Classes.Count), read.SelectMany(static indices => indices).Order());
        Assert.All(read, static indices => Assert.InRange(indices.Length, Classes.Count / Ranks - 20, Classes.Count / Ranks + 20));
    }

    /// <summary>In the last batch there are fewer slots than ranks, and fewer than such a small batch could ever have.</summary>
    [Fact]
    public void A_short_last_batch_leaves_ranks_idle()
    {
        float[] inputs = FakeData.Floats(2068 * Heavy.Inputs, seed: 3), targets = FakeData.Floats(2068 * Heavy.Outputs, seed: 4);
        var data = new Dataset(inputs, Heavy.Inputs, targets, Heavy.Outputs);
        byte[] Trained(IGradientExchange? exchange)
        {
            var network = new Heavy();
            using var trainer = new Trainer<Heavy>(network, new Sgd(0.01), new() { Threads = 1, Exchange = exchange });
            Assert.Single(trainer.Fit(data, 1, 2048));
            return Bytes(network.Parameters);
        }

        byte[] alone = Trained(exchange: null);
        Assert.All(ThreadExchange.Run(8, Trained), rank => Assert.Equal(alone, rank));
    }

    [Fact]
    public void Clipping_takes_the_norm_of_the_whole_gradient()
    {
        byte[] Clipped(IGradientExchange? exchange)
        {
            var network = new FakeRegression(2);
            (float[] inputs, float[] targets) = FakeData.Regression(130);
            using var trainer = new Trainer<FakeRegression>(
                network, new Adam(0.01), new() { Threads = 1, MaxNorm = 0.05, Exchange = exchange });
            for (int step = 0; step < 3; step++)
                trainer.Step(inputs, targets);
            return Bytes(network.Parameters);
        }

        byte[] alone = Clipped(exchange: null);
        foreach (int ranks in Counts)
            Assert.All(ThreadExchange.Run(ranks, Clipped), rank => Assert.Equal(alone, rank));
    }

    [Fact]
    public void A_run_goes_on_with_the_same_bits_on_another_number_of_ranks()
    {
        Outcome straight = Train("index", 64, exchange: null);
        foreach ((int before, int after) in ((int, int)[])[(3, 2), (2, 1), (1, 4)])
        {
            ThreadExchange.Run(before, exchange =>
            {
                var checkpoint = new Checkpoint(Saved) { EveryBatches = 1 };
                using Trainer<FakeClassifier> trainer = Trainer(new FakeClassifier(1), exchange, checkpoint);
                using var stop = new CancellationTokenSource();
                FitHistory history = trainer.Train(new IndexSource(Classes), 3, 64, _ => StopAfter(7, trainer, stop), Held, stop.Token);
                Assert.Equal(StopReason.Cancelled, history.StopReason);
                return trainer.Steps;
            });
            Outcome[] resumed = ThreadExchange.Run(after, exchange => Train("index", 64, exchange, from: Saved));
            Assert.All(resumed, rank => Assert.Equal(straight with { Losses = "" }, rank with { Losses = "" }));
        }

        static void StopAfter(int steps, Trainer<FakeClassifier> trainer, CancellationTokenSource stop)
        {
            if (trainer.Steps == steps)
                stop.Cancel();
        }
    }

    [Fact]
    public void Where_one_rank_is_cancelled_all_stop_behind_the_same_batch()
    {
        long[] steps = ThreadExchange.Run(3, exchange =>
        {
            using Trainer<FakeClassifier> trainer = Trainer(new FakeClassifier(1), exchange);
            using var stop = new CancellationTokenSource();
            void StopOne(FitProgress progress)
            {
                if (exchange.Rank == 1 && progress.Batch == 3)
                    stop.Cancel();
            }

            Assert.Equal(StopReason.Cancelled, trainer.Train(Classes, 3, 64, StopOne, cancellationToken: stop.Token).StopReason);
            return trainer.Steps;
        });
        Assert.Equal([3, 3, 3], steps);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_all_ranks_alike()
    {
        (float[] inputs, float[] targets) = FakeData.Regression(90);
        inputs[40 * FakeRegression.Inputs] = float.NaN;
        var data = new Dataset(inputs, FakeRegression.Inputs, targets, FakeRegression.Outputs);
        long[] steps = ThreadExchange.Run(3, exchange =>
        {
            using var trainer = new Trainer<FakeRegression>(new FakeRegression(), new Sgd(0.1), new() { Threads = 1, Exchange = exchange });
            Assert.Throws<NonFiniteLossException>(() => trainer.Train(data, 1, 90));
            // They can go on: nothing was learned, and all know.
            ReadOnlySpan<float> good = inputs.AsSpan(0, 32 * FakeRegression.Inputs);
            Assert.True(float.IsFinite(trainer.Step(good, targets.AsSpan(0, 32 * FakeRegression.Outputs))));
            return trainer.Steps;
        });
        Assert.Equal([1, 1, 1], steps);
    }

    [Fact]
    public void The_first_rank_writes_the_files()
    {
        ThreadExchange.Run(2, exchange =>
        {
            using Trainer<FakeClassifier> trainer = Trainer(new FakeClassifier(1), exchange);
            string file = PathOf($"rank{exchange.Rank}");
            trainer.Save(file);
            Assert.Equal(exchange.Rank == 0, File.Exists(file));
            return 0;
        });
    }

    private static Outcome Train(string kind, int batch, IGradientExchange? exchange, Dataset? data = null, string? from = null)
    {
        var network = new FakeClassifier(1);
        using Trainer<FakeClassifier> trainer = Trainer(network, exchange);
        if (from is not null)
            trainer.Load(from);
        FitHistory history = trainer.Train(Sources.Of(kind, data ?? Classes), 3 - trainer.Epochs, batch, validation: Held);
        return new Outcome(
            Convert.ToHexString(Bytes(network.Parameters)),
            string.Join(' ', history.Epochs.Select(static epoch => BitConverter.SingleToInt32Bits(epoch.Loss))),
            history.Epochs[^1].Validation!);
    }

    private static Trainer<FakeClassifier> Trainer(FakeClassifier network, IGradientExchange? exchange, Checkpoint? checkpoint = null) =>
        new(network, new Adam(0.02), new() { Threads = 2, Seed = Sources.Seed, Exchange = exchange, Checkpoint = checkpoint });

    private static byte[] Bytes(Span<float> parameters) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(parameters).ToArray();

    private sealed record Outcome(string Parameters, string Losses, Evaluation Evaluation);
}
