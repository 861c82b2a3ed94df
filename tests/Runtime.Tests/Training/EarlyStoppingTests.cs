using Unrolled.Training;

namespace Unrolled.Tests.Training;

public sealed class EarlyStoppingTests : TempDirectory
{
    // Few samples and a high rate: the loss on others falls, and then rises.
    private static readonly Dataset Train = Noisy(24, seed: 1);
    private static readonly Dataset Validation = Noisy(200, seed: 50);

    [Theory]
    [InlineData(new[] { 3.0, 2, 1, 1.5, 1.2 }, 2, 0, 5, 1.0)]
    [InlineData(new[] { 3.0, 2, 2, 1, 1 }, 2, 0, 0, 1.0)]
    [InlineData(new[] { 3.0, 2.9, 2.8, 2.6 }, 3, 0.3, 0, 2.6)]
    [InlineData(new[] { 3.0, 2.9, 2.8 }, 2, 0.3, 3, 3.0)]
    [InlineData(new[] { double.NaN, 5, double.NaN, double.NaN }, 2, 1, 4, 5.0)]
    [InlineData(new[] { double.NaN }, 1, 0, 1, double.PositiveInfinity)]
    public void Patience_runs_out_where_no_loss_is_better(double[] losses, int patience, double minimum, int stop, double lowest)
    {
        var best = new BestEpoch(new EarlyStopping(patience, minimum), 1);
        int stopped = 0;
        foreach ((int index, double loss) in losses.Index())
        {
            best.Observe(loss, parameters => parameters[0] = (float)loss);
            if (stopped == 0 && best.Stopped)
                stopped = index + 1;
        }
        Assert.Equal((stop, lowest), (stopped, best.Loss));
        float[] parameters = [-1];
        best.CopyTo(kept => kept.CopyTo(parameters));
        Assert.Equal(double.IsFinite(lowest) ? (float)lowest : -1, parameters[0]);
    }

    [Fact]
    public void Training_ends_with_the_parameters_of_the_best_epoch()
    {
        var (network, trainer) = Run();
        EpochResult[] results = [.. trainer.Fit(Train, 500, 8, validation: Validation)];
        Assert.InRange(results.Length, 5, 499);
        float lowest = results.Min(r => r.Validation!.Loss);
        Assert.Equal(lowest, results[^5].Validation!.Loss);
        Assert.Equal(lowest, trainer.Evaluate(Validation).Loss);
        Assert.Contains("validation loss", results[0].ToString());
        Assert.Empty(trainer.Fit(Train, 500, 8, validation: Validation));
        trainer.Dispose();

        var plain = new FakeClassifier(seed: 1);
        using var watched = new Trainer<FakeClassifier>(plain, new Adam(0.1f));
        EpochResult[] same = [.. watched.Fit(Train, results.Length - 4, 8, validation: Validation)];
        Assert.Equal(same.Select(r => r.Validation), results.Take(same.Length).Select(r => r.Validation));
        Assert.Equal(plain.Parameters, network.Parameters);
    }

    [Fact]
    public void Epochs_that_run_out_leave_the_best_parameters_too()
    {
        var (_, trainer) = Run(patience: 1000);
        EpochResult[] results = [.. trainer.Fit(Train, 100, 8, validation: Validation)];
        Assert.Equal(100, results.Length);
        Assert.True(results[^1].Validation!.Loss > results.Min(r => r.Validation!.Loss));
        Assert.Equal(results.Min(r => r.Validation!.Loss), trainer.Evaluate(Validation).Loss);
        trainer.Dispose();
    }

    [Fact]
    public void A_run_that_was_stopped_and_resumed_finds_the_same_best_epoch()
    {
        var (network, trainer) = Run();
        EpochResult[] straight = [.. trainer.Fit(Train, 500, 8, validation: Validation)];
        trainer.Save(PathOf("end"));
        foreach (int stop in new[] { 2, 3 * straight.Length - 7, 3 * straight.Length })
        {
            var (_, first) = Run();
            Assert.Throws<OperationCanceledException>(() => first.Fit(Train, 500, 8, _ => SaveAndStop(first, stop), Validation).Count());
            var (resumed, second) = Run(seed: 9);
            second.Load(PathOf("run"));
            EpochResult[] rest = [.. second.Fit(Train, 500 - second.Epochs, 8, validation: Validation)];
            Assert.Equal(straight.TakeLast(rest.Length).Select(r => r.Validation), rest.Select(r => r.Validation));
            Assert.Equal(straight.Length, second.Epochs);
            Assert.Equal(network.Parameters, resumed.Parameters);
            first.Dispose();
            second.Dispose();
        }
        var (finished, done) = Run(seed: 9);
        done.Load(PathOf("end"));
        Assert.Empty(done.Fit(Train, 100, 8, validation: Validation));
        Assert.Equal(network.Parameters, finished.Parameters);
        Assert.Contains("early_stopping", Assert.Throws<InvalidDataException>(() => Run(patience: 5).Trainer.Load(PathOf("end"))).Message);
    }

    [Fact]
    public void Missing_or_wrong_validation_samples_and_settings_are_refused()
    {
        var (_, trainer) = Run();
        Assert.Contains("pass some", Assert.Throws<ArgumentException>("validation", () => trainer.Fit(Train, 1, 8)).Message);
        Assert.Throws<ArgumentException>(() => trainer.Fit(Train, 1, 8, validation: new Dataset(new float[4], 2, [0, 1])));
        Assert.Throws<ArgumentOutOfRangeException>("patience", () => new EarlyStopping(0));
        Assert.Throws<ArgumentOutOfRangeException>("minimumImprovement", () => new EarlyStopping(1, -1));
        trainer.Dispose();
    }

    private void SaveAndStop(Trainer<FakeClassifier> trainer, int stop)
    {
        if (trainer.Steps != stop)
            return;
        trainer.Save(PathOf("run"));
        throw new OperationCanceledException();
    }

    private static (FakeClassifier Network, Trainer<FakeClassifier> Trainer) Run(int patience = 4, ulong seed = 1)
    {
        var network = new FakeClassifier(seed);
        return (network, new Trainer<FakeClassifier>(network, new Adam(0.1f), new() { EarlyStopping = new(patience) }));
    }

    private static Dataset Noisy(int samples, int seed)
    {
        (float[] inputs, int[] labels) = FakeData.Classes(samples, seed);
        var random = new Random(seed);
        return new Dataset(inputs, FakeClassifier.Inputs, [.. labels.Select(label => random.Next(3) == 0 ? random.Next(3) : label)]);
    }
}
