using System.Globalization;

namespace Unrolled.Tests.Training;

/// <summary>What training tells of itself: its history, its epochs, its progress.</summary>
public sealed class HistoryTests : TempDirectory
{
    private static readonly Dataset Data = FakeData.ClassDataset(50);

    [Fact]
    public void Train_runs_to_its_end_with_the_bits_of_Fit()
    {
        var (a, b) = (new FakeClassifier(seed: 2), new FakeClassifier(seed: 2));
        using var fitted = new Trainer<FakeClassifier>(a, new Adam(0.01));
        using var trained = new Trainer<FakeClassifier>(b, new Adam(0.01));
        EpochResult[] expected = [.. fitted.Fit(Data, 3, 8)];
        FitHistory history = trained.Train(Data, 3, 8);
        Assert.Equal(expected.Select(e => (e.Epoch, e.Loss)), history.Epochs.Select(e => (e.Epoch, e.Loss)));
        Assert.Equal(a.Parameters, b.Parameters);
        Assert.Equal((StopReason.Completed, false), (history.StopReason, history.KeepsBest));
        Assert.True(history.Elapsed >= history.Epochs[0].Elapsed);
    }

    [Fact]
    public void Epochs_are_enumerated_once()
    {
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1));
        IEnumerable<EpochResult> epochs = trainer.Fit(Data, 2, 8);
        Assert.Equal(2, epochs.Count());
        Assert.Contains("keep their results with ToList()", Assert.Throws<InvalidOperationException>(() => epochs.Count()).Message);
        Assert.Throws<InvalidOperationException>(() => ((System.Collections.IEnumerable)epochs).GetEnumerator());
        Assert.Equal(2, trainer.Epochs);
    }

    [Fact]
    public void The_best_epoch_is_the_one_of_the_lowest_loss()
    {
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(40));
        FitHistory history = trainer.Train(Data, 12, 8);
        float lowest = float.PositiveInfinity;
        foreach (EpochResult epoch in history.Epochs)
        {
            Assert.Equal(epoch.Loss < lowest, epoch.IsBest);
            lowest = Math.Min(lowest, epoch.Loss);
        }
        Assert.Equal(lowest, history.BestEpoch!.Loss);
        Assert.False(history.Epochs.All(e => e.IsBest));
    }

    [Fact]
    public void Validation_decides_if_there_is_any_and_early_stopping_says_why_it_stopped()
    {
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Adam(0.5), new() { EarlyStopping = new(3) });
        Dataset validation = FakeData.ClassDataset(30, seed: 9);
        FitHistory history = trainer.Train(Data, 500, 8, validation: validation);
        EpochResult best = history.BestEpoch!;
        Assert.Equal((StopReason.EarlyStopping, true), (history.StopReason, history.KeepsBest));
        Assert.Equal(history.Epochs.Min(e => e.Validation!.Loss), best.Validation!.Loss);
        Assert.Equal(best.Validation.Loss, trainer.Evaluate(validation).Loss);
        Assert.Equal(history.Epochs.Count, best.Epoch + 3);
        Assert.EndsWith(
            $"\nstopped after epoch {best.Epoch + 3}: no improvement for 3 epochs; epoch {best.Epoch} was the best and its parameters " +
                $"are kept",
            history.ToString());
        FitHistory more = trainer.Train(Data, 5, 8, validation: validation);
        Assert.Equal(
            "stopped before an epoch was complete: no improvement; the best epoch ran in an earlier call and its parameters are kept",
            more.ToString());
    }

    [Fact]
    public void A_resumed_run_remembers_its_best_epoch()
    {
        float[] losses = Run(20, null).Select(e => e.Loss).ToArray();
        bool[] straight = [.. Run(20, null).Select(e => e.IsBest)];
        Assert.Contains(straight, best => !best);
        for (int stop = 1; stop < 6; stop++)
        {
            Assert.Equal(straight[..stop], Run(stop, "save").Select(e => e.IsBest));
            Assert.Equal(straight[stop..], Run(20 - stop, "load").Select(e => e.IsBest));
        }

        IReadOnlyList<EpochResult> Run(int epochs, string? file)
        {
            using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(40));
            if (file == "load")
                trainer.Load(PathOf("run"));
            FitHistory history = trainer.Train(Data, epochs, 8);
            if (file == "save")
                trainer.Save(PathOf("run"));
            return history.Epochs;
        }
    }

    [Fact]
    public void Rates_are_those_of_the_last_step()
    {
        var schedule = new StepSchedule(everyEpochs: 2, factor: 0.5);
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1f), new() { Schedule = schedule });
        var seen = new List<double>();
        FitHistory history = trainer.Train(Data, 5, 25, p => seen.Add(p.Rate));
        Assert.Equal([0.1, 0.1, 0.05, 0.05, 0.025], history.Epochs.Select(e => e.Rate));
        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025], seen);
    }

    [Fact]
    public void Progress_tells_what_a_display_needs_to_either_kind_of_listener()
    {
        var (called, told) = (new List<FitProgress>(), new Listener());
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1));
        trainer.Train(Data, 2, 20, called.Add);
        trainer.Train(Data, 2, 20, told, validation: Data);
        Assert.Equal(2, trainer.Fit(Data, 2, 20, told).Count());
        Assert.Equal(2, trainer.Fit(Data, 2, 20, null).Count());
        Assert.Equal(called.Select(p => (p.Epoch, p.Batch)), told.Seen.Take(6).Select(p => (p.Epoch, p.Batch)));
        Assert.Equal(12, told.Seen.Count);
        Assert.Equal([1.0 / 6, 2.0 / 6, 0.5, 4.0 / 6, 5.0 / 6, 1], called.Select(p => p.Done));
        Assert.Equal(called.Select(p => p.Elapsed).Order(), called.Select(p => p.Elapsed));
        Assert.All(called.SkipLast(1), p => Assert.True(p.Elapsed > TimeSpan.Zero && p.Remaining > TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, called[^1].Remaining);
        Assert.Throws<ArgumentNullException>("progress", () => trainer.Train(Data, 2, 20, (IProgress<FitProgress>)null!));
    }

    [Fact]
    public void Csv_has_a_line_an_epoch_in_any_culture()
    {
        FitHistory history = Known();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture =
                new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            history.SaveCsv(PathOf("history.csv"));
            Assert.Equal(TableText, history.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        Assert.Equal(
            """
            epoch,loss,validation_loss,validation_accuracy,rate,samples,seconds,samples_per_second,best
            1,1.5,1.25,0.5,0.001,8000,2,4000,1
            2,0.75,1.375,,0.0001,8000,2.5,3200,0
            3,NaN,,,0.0001,0,0.5,0,0

            """,
            File.ReadAllText(PathOf("history.csv")));
        var writer = new StringWriter();
        history.ToCsv(writer);
        Assert.Equal(File.ReadAllText(PathOf("history.csv")), writer.ToString());
        Assert.Single(System.IO.Directory.GetFiles(Directory));
    }

    [Fact]
    public void A_history_is_a_table_and_a_sentence()
    {
        Assert.Equal(TableText, Known().ToString());
        EpochResult plain = new(1, 0.5f, 10, TimeSpan.FromSeconds(1)) { IsBest = true };
        Assert.Equal(
            "epoch      loss  samples/s  seconds\n    1  0.500000         10     1.00  best\n" +
            "cancelled after epoch 1; the trainer can be saved, and goes on where it stands; epoch 1 was the best so far",
            new FitHistory([plain], StopReason.Cancelled, TimeSpan.Zero).ToString());
        Assert.Equal(
            "completed 0 epochs; no epoch of these was the best", new FitHistory([], StopReason.Completed, TimeSpan.Zero).ToString());
    }

    [Fact]
    public void An_epoch_shows_its_rate_and_whether_validation_found_it_best()
    {
        EpochResult epoch = Known().Epochs[0];
        Assert.Contains("  rate 0.001", epoch.ToString());
        Assert.EndsWith("  best", epoch.ToString());
        Assert.DoesNotContain("best", (epoch with { Validation = null }).ToString());
        Assert.DoesNotContain("best", Known().Epochs[1].ToString());
    }

    private const string TableText =
        """
        epoch      loss  validation  accuracy    rate  samples/s  seconds
            1  1.500000    1.250000    0.5000   0.001      4,000     2.00  best
            2  0.750000    1.375000            0.0001      3,200     2.50
            3       NaN                        0.0001          0     0.50
        completed 3 epochs; epoch 1 was the best
        """;

    private static FitHistory Known() => new(
        [
            new(1, 1.5f, 8000, TimeSpan.FromSeconds(2)) { Validation = new(1.25f, 0.5f, 100), Rate = 1e-3, IsBest = true },
            new(2, 0.75f, 8000, TimeSpan.FromSeconds(2.5)) { Validation = new(1.375f, float.NaN, 100), Rate = 1e-4 },
            new(3, float.NaN, 0, TimeSpan.FromSeconds(0.5)) { Rate = 1e-4 },
        ],
        StopReason.Completed, TimeSpan.FromSeconds(5));

    private sealed class Listener : IProgress<FitProgress>
    {
        public List<FitProgress> Seen { get; } = [];

        public void Report(FitProgress value) => Seen.Add(value);
    }
}
