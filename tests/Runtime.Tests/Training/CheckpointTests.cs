namespace Unrolled.Tests.Training;

/// <summary>A run that is given up after any batch goes on from its last checkpoint to the same bits.</summary>
public sealed class CheckpointTests : TempDirectory
{
    private const int Epochs = 4, BatchSize = 16;
    private static readonly Dataset Data = FakeData.ClassDataset(90), Validation = FakeData.ClassDataset(40, seed: 7);

    private string Saved => PathOf("run.safetensors");

    private string Best => PathOf("best.safetensors");

    [Theory]
    [InlineData("memory", 1)]
    [InlineData("index", 4)]
    [InlineData("stream", 5)]
    [InlineData("index", 0)]
    public void What_was_given_up_after_any_batch_goes_on_to_the_bit(string kind, int everyBatches)
    {
        (FakeClassifier straight, Trainer<FakeClassifier> whole) = Run(new(Saved), PathOf("straight"));
        whole.Train(Data, Epochs, BatchSize, validation: Validation);
        whole.Dispose();
        var random = new Random(5);
        for (int round = 0; round < 3; round++)
        {
            File.Delete(Saved);
            File.Delete(Best);
            FakeClassifier network;
            bool ended;
            do
            {
                (network, Trainer<FakeClassifier> trainer) = Run(new(Saved) { EveryBatches = everyBatches }, Best);
                if (File.Exists(Saved))
                    trainer.Load(Saved);
                // More than an epoch's batches, so that one is always reached.
                int left = random.Next(7, 15);
                try
                {
                    trainer.Train(Sources.Of(kind, Data), Epochs - trainer.Epochs, BatchSize, _ => GiveUpAfter(ref left), Validation);
                    ended = true;
                }
                catch (InvalidTimeZoneException)
                {
                    ended = false;
                }
                trainer.Dispose();
            }
            while (!ended);
            Assert.Equal(straight.Parameters, network.Parameters);
            Assert.Equal(File.ReadAllBytes(PathOf("straight")), File.ReadAllBytes(Best));
        }
    }

    [Fact]
    public void They_are_written_when_they_are_due()
    {
        (_, Trainer<FakeClassifier> trainer) = Run(new(Saved) { EveryBatches = 4 }, null);
        var found = new List<(int Batch, long Steps)>();
        trainer.Train(Data, 2, BatchSize, p => found.Add((p.Batch, StepsIn(Saved))), Validation);
        Assert.Equal([(1, -1), (2, -1), (3, -1), (4, 4), (5, 4), (6, 4), (1, 6), (2, 6), (3, 6), (4, 10), (5, 10), (6, 10)], found);
        Assert.Equal(12, StepsIn(Saved));
        trainer.Dispose();

        (_, trainer) = Run(new(PathOf("timed")) { Every = TimeSpan.FromTicks(1) }, null);
        found.Clear();
        trainer.Train(Data, 1, BatchSize, p => found.Add((p.Batch, StepsIn(PathOf("timed")))), Validation);
        Assert.Equal([1, 2, 3, 4, 5, 6], found.Select(f => f.Steps));
        trainer.Dispose();

        (_, trainer) = Run(new(PathOf("rare")) { Every = TimeSpan.FromDays(1) }, null);
        using var cancel = new CancellationTokenSource();
        trainer.Train(Data, 1, BatchSize, p => CancelAt(cancel, p.Batch == 5), Validation, cancel.Token);
        Assert.Equal(5, StepsIn(PathOf("rare")));
        trainer.Dispose();
    }

    [Fact]
    public void The_best_epochs_file_has_its_parameters()
    {
        var network = new FakeClassifier(seed: 1);
        using var trainer = new Trainer<FakeClassifier>(network, new Sgd(40), new() { BestEpochFile = Best });
        float[] best = [];
        foreach (EpochResult epoch in trainer.Fit(FakeData.ClassDataset(50), 12, 8))
        {
            if (epoch.IsBest)
                best = network.Parameters.ToArray();
            var loaded = new FakeClassifier();
            loaded.Load(Best);
            Assert.Equal(best, loaded.Parameters);
        }
        Assert.NotEqual(best, network.Parameters.ToArray());
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_says_so_and_the_run_can_go_on()
    {
        (FakeClassifier straight, Trainer<FakeClassifier> whole) = Run(new(Saved), null);
        whole.Train(Data, 2, BatchSize, validation: Validation);
        string folder = PathOf("missing");
        (FakeClassifier network, Trainer<FakeClassifier> trainer) = Run(new(Path.Combine(folder, "run")) { EveryBatches = 4 }, null);
        Assert.Throws<DirectoryNotFoundException>(() => trainer.Train(Data, 2, BatchSize, validation: Validation));
        System.IO.Directory.CreateDirectory(folder);
        Assert.Equal(2, trainer.Train(Data, 2, BatchSize, validation: Validation).Epochs.Count);
        Assert.Equal(straight.Parameters, network.Parameters);
        whole.Dispose();
        trainer.Dispose();
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>("path", () => new Checkpoint(" "));
        Assert.Throws<ArgumentOutOfRangeException>("EveryBatches", () => new Checkpoint("a") { EveryBatches = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("Every", () => new Checkpoint("a") { Every = TimeSpan.Zero });
    }

    private static void GiveUpAfter(ref int batches)
    {
        if (--batches == 0)
            throw new InvalidTimeZoneException();
    }

    private static void CancelAt(CancellationTokenSource cancel, bool now)
    {
        if (now)
            cancel.Cancel();
    }

    /// <summary>The steps in a checkpoint; -1 where there is none.</summary>
    private static long StepsIn(string path)
    {
        if (!File.Exists(path))
            return -1;
        (_, Trainer<FakeClassifier> trainer) = Run(null, null);
        trainer.Load(path);
        trainer.Dispose();
        return trainer.Steps;
    }

    private static (FakeClassifier, Trainer<FakeClassifier>) Run(Checkpoint? checkpoint, string? best)
    {
        var network = new FakeClassifier(seed: 1);
        var options = new TrainerOptions
        {
            Threads = 1,
            Seed = Sources.Seed,
            EarlyStopping = new(10),
            Checkpoint = checkpoint,
            BestEpochFile = best,
        };
        return (network, new Trainer<FakeClassifier>(network, new Adam(0.3), options));
    }
}
