namespace Unrolled.Tests.Training;

public sealed class ResumeTests : TempDirectory
{
    private const int BatchSize = 16;
    private static readonly Dataset Data = FakeData.ClassDataset(90);

    private static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["Sgd"] = () => new Sgd(0.1f),
        ["Nesterov"] = () => new Sgd(0.1f, 0.9f, nesterov: true, weightDecay: 0.01f),
        ["Adam"] = () => new Adam(0.03f),
        ["AdamW"] = () => new AdamW(0.03f),
        ["AdaGrad"] = () => new AdaGrad(0.1f, rateDecay: 0.01f, initialSum: 0.1f),
        ["RmsProp"] = () => new RmsProp(0.01f, momentum: 0.5f, centered: true),
    };

    public static TheoryData<string> Everything => [.. Optimizers.Keys];

    private string Saved => PathOf("run.safetensors");

    [Theory, MemberData(nameof(Everything))]
    public void A_run_stopped_after_any_batch_ends_with_the_same_bits(string optimizer)
    {
        var (network, trainer) = Run(optimizer);
        EpochResult[] straight = [.. trainer.Fit(Data, 3, BatchSize)];
        foreach (int stop in new[] { 1, 5, 6, 7, 14, 18 })
        {
            var (_, first) = Run(optimizer);
            Assert.Throws<OperationCanceledException>(() => first.Fit(Data, 3, BatchSize, _ => SaveAndStop(first, stop)).Count());
            first.Dispose();

            var (resumed, second) = Run(optimizer, threads: 1, seed: 77);
            second.Load(Saved);
            Assert.Equal((stop, (stop - 1) / 6), (second.Steps, second.Epochs));
            EpochResult[] rest = [.. second.Fit(Data, 3 - second.Epochs, BatchSize)];
            Assert.Equal(network.Parameters, resumed.Parameters);
            Assert.Equal(straight.Skip((stop - 1) / 6).Select(e => e.Loss), rest.Select(e => e.Loss));
            second.Dispose();
        }
        trainer.Dispose();
    }

    [Fact]
    public void A_run_saved_between_epochs_and_steps_goes_on()
    {
        (float[] inputs, int[] labels) = FakeData.Classes(20, seed: 8);
        var (network, first) = Run("Adam");
        Assert.Single(first.Fit(Data, 1, BatchSize));
        first.Step(inputs, labels);
        first.Save(Saved);
        var (resumed, second) = Run("Adam");
        second.Load(Saved);
        foreach (Trainer<FakeClassifier> trainer in new[] { first, second })
        {
            trainer.Step(inputs, labels);
            Assert.Equal(2, trainer.Fit(Data.Take(60), 2, 7).Count());
        }
        Assert.Equal(network.Parameters, resumed.Parameters);
        Assert.Equal((3, first.Steps), (second.Epochs, second.Steps));
    }

    [Theory, MemberData(nameof(Everything))]
    public void What_was_loaded_saves_as_the_same_bytes(string optimizer)
    {
        var (_, first) = Run(optimizer);
        Assert.Throws<OperationCanceledException>(() => first.Fit(Data, 3, BatchSize, _ => SaveAndStop(first, 8)).Count());
        var (_, second) = Run(optimizer, seed: 5);
        second.Load(Saved);
        second.Save(PathOf("again"));
        Assert.Equal(File.ReadAllBytes(Saved), File.ReadAllBytes(PathOf("again")));
        Assert.Equal(2, System.IO.Directory.GetFiles(Directory).Length);
    }

    [Fact]
    public void The_rate_comes_from_the_file()
    {
        var optimizer = new Adam(0.03f) { Rate = 0.007f };
        using var first = new Trainer<FakeClassifier>(new FakeClassifier(), optimizer);
        first.Save(Saved);
        var other = new Adam();
        using var second = new Trainer<FakeClassifier>(new FakeClassifier(), other);
        second.Load(Saved);
        Assert.Equal(0.007, other.Rate);
    }

    [Fact]
    public void A_run_with_other_settings_is_refused_by_name()
    {
        var (_, trainer) = Run("Adam");
        trainer.Save(Saved);
        const string Adam = "'Adam(beta1: 0.9, beta2: 0.999, epsilon: 1E-08, weightDecay: 0)'";
        AssertRefused($"the optimizer {Adam}, but this trainer's is 'Sgd(", new Sgd(0.1f), Options());
        AssertRefused("the optimizer", new AdamW(), Options());
        AssertRefused("weightDecay: 0.5)'", new Adam(weightDecay: 0.5f), Options());
        AssertRefused(
            "the seed '3', but this trainer's is '4'", new Adam(), new() { Seed = 4, MaxNorm = 0.5, Schedule = Options().Schedule });
        AssertRefused("the max_norm '0.5', but this trainer's is 'none'", new Adam(), new() { Seed = 3, Schedule = Options().Schedule });
        AssertRefused("the schedule 'WarmUp(", new Adam(), new() { Seed = 3, MaxNorm = 0.5 });
        var other = new Trainer<FakeRegression>(new FakeRegression(), new Adam(), Options());
        Assert.Contains(
            "'network.dense1.bias' of FakeRegression has shape [17], but in the file it is [3]",
            Assert.Throws<InvalidDataException>(() => other.Load(Saved)).Message);
        new FakeClassifier().Save(Saved);
        AssertRefused("a network's parameters alone", new Adam(), Options());
        Assert.Throws<FileNotFoundException>(() => trainer.Load(PathOf("nothing")));
    }

    [Fact]
    public void A_damaged_file_is_refused_and_changes_nothing()
    {
        var (network, trainer) = Run("Adam");
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Data, 3, BatchSize, _ => SaveAndStop(trainer, 8)).Count());
        byte[] whole = File.ReadAllBytes(Saved);
        trainer.Step(FakeData.Classes(4).Inputs, FakeData.Classes(4).Labels);
        trainer.Save(PathOf("before"));
        byte[] before = File.ReadAllBytes(PathOf("before"));
        float[] parameters = network.Parameters.ToArray();
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 600; i++)
        {
            byte[] damaged = i < 200 ? Flipped(whole, random) : Mutations.Damage(whole, random);
            string path = Put("damaged", damaged);
            try
            {
                trainer.Load(path);
                // What the damage did not touch, such as the order of the header's fields, gives the run that was saved.
                trainer.Save(PathOf("after"));
                Assert.Equal(whole, File.ReadAllBytes(PathOf("after")));
                trainer.Load(PathOf("before"));
            }
            catch (InvalidDataException damage)
            {
                Assert.StartsWith(path + ": ", damage.Message);
                refused++;
            }
            Assert.Equal(parameters, network.Parameters);
        }
        trainer.Save(PathOf("after"));
        Assert.Equal(before, File.ReadAllBytes(PathOf("after")));
        Assert.InRange(refused, 500, 600);
        Assert.Contains("checksum",
            Assert.Throws<InvalidDataException>(() => trainer.Load(Put("bit", [.. whole[..^1], (byte)(whole[^1] ^ 1)]))).Message);
    }

    [Fact]
    public void An_epoch_in_its_middle_asks_for_its_data_and_batches()
    {
        var (_, first) = Run("Adam");
        Assert.Throws<OperationCanceledException>(() => first.Fit(Data, 3, BatchSize, _ => SaveAndStop(first, 8)).Count());
        var (_, second) = Run("Adam");
        second.Load(Saved);
        string message = Assert.Throws<InvalidOperationException>(() => second.Fit(Data, 2, 15)).Message;
        Assert.Contains("epoch 2 behind batch 2 of 90 samples in batches of 16, but 90 samples in batches of 15", message);
    }

    [Fact]
    public void Loading_inside_an_epoch_is_refused()
    {
        var (_, trainer) = Run("Sgd");
        trainer.Save(Saved);
        Assert.Contains("is running",
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(Data, 1, 16, _ => trainer.Load(Saved)).Count()).Message);
        trainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Save(Saved));
        Assert.Throws<ObjectDisposedException>(() => trainer.Load(Saved));
    }

    [Fact]
    public void Long_runs_resume_with_the_powers_that_repeated_products_give()
    {
        const int Steps = 5000;
        var (straight, resumed) = (new Adam(), new Adam());
        straight.Attach(1);
        resumed.Attach(1);
        for (int step = 0; step < Steps - 1; step++)
            straight.BeginStep();
        resumed.Resume(Steps - 1, straight.Rate);
        Assert.Equal(OneStep(straight), OneStep(resumed));
        // Powers that no longer change are not multiplied on for ever.
        resumed.Resume(long.MaxValue - 1, straight.Rate);

        static unsafe float OneStep(Optimizer optimizer)
        {
            Memory.PinnedBuffer<float> parameter = new(1), gradient = new(1);
            gradient.Span[0] = 0.3f;
            optimizer.BeginStep();
            optimizer.Update(parameter.Pointer, gradient.Pointer, 0, 1);
            return parameter.Span[0];
        }
    }

    private void SaveAndStop(Trainer<FakeClassifier> trainer, int stop)
    {
        if (trainer.Steps != stop)
            return;
        trainer.Save(Saved);
        throw new OperationCanceledException();
    }

    private void AssertRefused(string message, Optimizer optimizer, TrainerOptions options)
    {
        var network = new FakeClassifier(seed: 9);
        using var trainer = new Trainer<FakeClassifier>(network, optimizer, options);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => trainer.Load(Saved)).Message);
        Assert.Equal(new FakeClassifier(seed: 9).Parameters, network.Parameters);
        Assert.Equal(0, trainer.Steps);
    }

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        byte[] copy = [.. bytes];
        copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        return copy;
    }

    private static (FakeClassifier, Trainer<FakeClassifier>) Run(string optimizer, int threads = 2, ulong seed = 1)
    {
        var network = new FakeClassifier(seed);
        return (network, new Trainer<FakeClassifier>(network, Optimizers[optimizer](), Options(threads)));
    }

    private static TrainerOptions Options(int threads = 2) =>
        new() { Threads = threads, Seed = 3, MaxNorm = 0.5, Schedule = new WarmUp(4, new CosineSchedule(15, 0.1)) };
}
