namespace Unrolled.Tests.Training;

public class ScheduleTests
{
    [Theory, InlineData(1, 0.0), InlineData(7, 0.1), InlineData(1000, 0.0), InlineData(100_000, 0.25)]
    public void Cosine_is_the_closed_form_and_stays_at_its_minimum(int total, double minimum)
    {
        var schedule = new CosineSchedule(total, minimum);
        for (int step = 0; step <= total; step++)
            Assert.Equal(minimum + (1 - minimum) * (1 + Math.Cos(Math.PI * step / total)) / 2, schedule.Factor(step, 0), 5e-16);
        Assert.Equal(1, schedule.Factor(0, 0));
        Assert.Equal(minimum, schedule.Factor(total, 0));
        Assert.Equal(minimum, schedule.Factor(3L * total, 0));
    }

    [Fact]
    public void Cosine_never_climbs()
    {
        var schedule = new CosineSchedule(10_000);
        Assert.All(Enumerable.Range(0, 10_000), step => Assert.True(schedule.Factor(step + 1, 0) < schedule.Factor(step, 0)));
    }

    [Fact]
    public void Cosine_has_these_bits_on_every_machine()
    {
        ulong bits = 0;
        for (int step = 0; step <= 1000; step++)
            bits = bits * 31 + BitConverter.DoubleToUInt64Bits(new CosineSchedule(1000, 0.1).Factor(step, 0));
        Assert.Equal(0xA6199A348043F17EUL, bits);
    }

    [Fact]
    public void Steps_fall_by_steps_or_by_epochs()
    {
        var bySteps = new StepSchedule(everySteps: 10, factor: 0.5);
        var byEpochs = new StepSchedule(everyEpochs: 3);
        for (int n = 0; n < 100; n++)
        {
            Assert.Equal(Math.Pow(0.5, n / 10), bySteps.Factor(n, 77));
            Assert.Equal(Math.Pow(0.1, n / 3), byEpochs.Factor(77, n), 1e-15);
        }
        Assert.Equal(0, new StepSchedule(everySteps: 1, factor: 0.1).Factor(long.MaxValue, 0));
        Assert.Equal(1, new StepSchedule(everySteps: 1, factor: 1).Factor(long.MaxValue, 0));
    }

    [Fact]
    public void A_warm_up_rises_evenly_and_hands_over()
    {
        var alone = new WarmUp(4);
        double[] expected = [2 / 6.0, 3 / 6.0, 4 / 6.0, 5 / 6.0, 1, 1];
        Assert.All(expected.Index(), e => Assert.Equal(e.Item, alone.Factor(e.Index, 0), 1e-15));
        var cosine = new CosineSchedule(50);
        var both = new WarmUp(10, cosine, start: 0);
        Assert.Equal(0, both.Factor(0, 0));
        Assert.Equal(0.3, both.Factor(3, 0), 1e-15);
        Assert.All(Enumerable.Range(0, 60), n => Assert.Equal(cosine.Factor(n, 0), both.Factor(10 + n, 0)));
        Assert.Equal(0.01, new WarmUp(5, new StepSchedule(everyEpochs: 1)).Factor(6, 2), 1e-15);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void A_trainer_multiplies_the_rate_by_the_factor(int threads)
    {
        (float[] inputs, float[] targets) = FakeData.Regression(37);
        var schedule = new WarmUp(2, new CosineSchedule(5, 0.1), start: 0.25);
        var (a, b) = (new FakeRegression(seed: 4), new FakeRegression(seed: 4));
        var byHand = new Sgd(0.5f, 0.9f);
        using var scheduled = new Trainer<FakeRegression>(a, new Sgd(0.5f, 0.9f), new() { Threads = threads, Schedule = schedule });
        using var plain = new Trainer<FakeRegression>(b, byHand, new() { Threads = 1 });
        for (int step = 0; step < 8; step++)
        {
            byHand.Rate = (float)(0.5 * schedule.Factor(step, 0));
            Assert.Equal(plain.Step(inputs, targets), scheduled.Step(inputs, targets));
        }
        Assert.Equal(b.Parameters, a.Parameters);
        Assert.Equal(8, scheduled.Steps);
    }

    [Fact]
    public void Epochs_are_those_that_are_complete()
    {
        var recorder = new Recorder();
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1f), new() { Schedule = recorder });
        Assert.Equal(2, trainer.Fit(FakeData.ClassDataset(50), 2, 20).Count());
        trainer.Step(FakeData.Classes(1).Inputs, FakeData.Classes(1).Labels);
        Assert.Equal([(0, 0), (1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2)], recorder.Seen);
        Assert.Equal(2, trainer.Epochs);
    }

    [Fact]
    public void A_factor_that_is_none_is_refused_and_nothing_changes()
    {
        var network = new FakeClassifier();
        using var trainer = new Trainer<FakeClassifier>(network, new Sgd(0.1f), new() { Schedule = new Recorder { Value = double.NaN } });
        (float[] inputs, int[] labels) = FakeData.Classes(4);
        Assert.Contains("NaN at step 0", Assert.Throws<InvalidOperationException>(() => trainer.Step(inputs, labels)).Message);
        Assert.Equal(new FakeClassifier().Parameters, network.Parameters);
        Assert.Equal(0, trainer.Steps);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new StepSchedule());
        Assert.Throws<ArgumentException>(() => new StepSchedule(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("everySteps", () => new StepSchedule(-1));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => new StepSchedule(1, factor: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("totalSteps", () => new CosineSchedule(0));
        Assert.Throws<ArgumentOutOfRangeException>("minimum", () => new CosineSchedule(1, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => new WarmUp(0));
        Assert.Throws<ArgumentOutOfRangeException>("start", () => new WarmUp(1, start: -1));
    }

    [Fact]
    public void Texts_name_every_setting()
    {
        Assert.Equal(
            "WarmUp(steps: 10, then: CosineSchedule(totalSteps: 50, minimum: 0.1), start: 0.25)",
            new WarmUp(10, new CosineSchedule(50, 0.1), 0.25).ToString());
        Assert.Equal("StepSchedule(everySteps: 0, everyEpochs: 3, factor: 0.1)", new StepSchedule(everyEpochs: 3).ToString());
    }

    private sealed class Recorder : Schedule
    {
        public List<(long Step, int Epoch)> Seen { get; } = [];

        public double Value { get; init; } = 1;

        public override double Factor(long step, int epoch)
        {
            Seen.Add((step, epoch));
            return Value;
        }
    }
}
