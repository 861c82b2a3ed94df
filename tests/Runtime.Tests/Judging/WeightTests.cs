using Unrolled.Tests.Training;

namespace Unrolled.Tests.Judging;

/// <summary>Weights of classes and samples in a trainer: means by hand, what is refused, and what a run's file tells of them.</summary>
public sealed class WeightTests : TempDirectory
{
    private static readonly double[] s_classes = [0.5, 2, 0];

    [Fact]
    public void The_loss_is_the_weighted_mean_and_the_accuracy_is_not()
    {
        var network = new FakeClassifier(seed: 3);
        Dataset data = FakeData.ClassDataset(50);
        float[] weights = [.. Enumerable.Range(0, 50).Select(s => s % 4 * 0.75f)];
        double[] losses = Losses(network, data), both = [.. weights.Select((w, s) => w * s_classes[data.Labels[s]])];
        double expected = losses.Zip(both, (l, w) => l * w).Sum() / both.Sum();
        using var trainer = new Trainer<FakeClassifier>(network, new Sgd(1), new() { Threads = 2, ClassWeights = [.. s_classes] });
        using var plain = new Trainer<FakeClassifier>(network, new Sgd(1), new() { Threads = 2 });
        Evaluation weighted = trainer.Evaluate(data.Weighted(weights)), unweighted = plain.Evaluate(data);
        Assert.Equal(expected, weighted.Loss, 1e-6);
        Assert.Equal(losses.Zip(weights, (l, w) => l * w).Sum() / weights.Sum(), plain.Evaluate(data.Weighted(weights)).Loss, 1e-6);
        Assert.Equal(losses.Average(), unweighted.Loss, 1e-6);
        Assert.Equal(unweighted.Accuracy, weighted.Accuracy);
        Assert.Equal(unweighted.Confusion, weighted.Confusion);
        // The step's loss is the same mean, by the classes' weights alone.
        double[] labels = [.. Enumerable.Range(0, 50).Select(s => s_classes[data.Labels[s]])];
        Assert.Equal(losses.Zip(labels, (l, w) => l * w).Sum() / labels.Sum(), trainer.Step(data.Inputs, data.Labels), 1e-6);
    }

    [Fact]
    public void Samples_with_float_targets_weigh_too()
    {
        (float[] inputs, float[] targets) = FakeData.Regression(40);
        var data = new Dataset(inputs, FakeRegression.Inputs, targets, FakeRegression.Outputs);
        float[] weights = [.. Enumerable.Range(0, 40).Select(s => s % 3 + 0.5f)];
        var network = new FakeRegression(seed: 1);
        float[] outputs = new float[targets.Length];
        network.Predict(inputs, outputs);
        double[] losses = [.. Enumerable.Range(0, 40).Select(s => Enumerable.Range(s * FakeRegression.Outputs, FakeRegression.Outputs)
            .Average(i => ((double)outputs[i] - targets[i]) * (outputs[i] - targets[i])))];
        using var trainer = new Trainer<FakeRegression>(network, new Sgd(0.1f), new() { Threads = 3 });
        double expected = losses.Zip(weights, (l, w) => l * w).Sum() / weights.Sum();
        Assert.Equal(expected, trainer.Evaluate(data.Weighted(weights)).Loss, 1e-5);
        Assert.Equal(expected, trainer.Fit(data.Weighted(weights), 1, 40).Single().Loss, 1e-5);
    }

    [Fact]
    public void A_batch_that_weighs_nothing_is_passed_over()
    {
        (float[] inputs, int[] labels) = FakeData.Classes(40);
        float[] weights = new float[40];
        weights[7] = 1;
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1f));
        EpochResult epoch = trainer.Fit(new Dataset(inputs, FakeClassifier.Inputs, labels).Weighted(weights), 1, 4).Single();
        Assert.Equal(1, trainer.Steps);
        Assert.True(float.IsFinite(epoch.Loss));
    }

    [Fact]
    public void What_weighs_nothing_at_all_is_refused()
    {
        (float[] inputs, _) = FakeData.Classes(4);
        Dataset data = new(inputs, FakeClassifier.Inputs, [2, 2, -100, 2]);
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1f), new() { ClassWeights = [.. s_classes] });
        foreach (Action use in new Action[]
        {
            () => trainer.Evaluate(data), () => trainer.Fit(data, 1, 4), () => trainer.Step(data.Inputs, data.Labels),
            () => trainer.Evaluate(FakeData.ClassDataset(5).Weighted(new float[5])),
        })
            Assert.Contains("weigh 0", Assert.Throws<ArgumentException>(use).Message);
        Assert.Equal(0, trainer.Steps);
    }

    [Fact]
    public void Weights_that_are_none_are_refused()
    {
        Assert.Contains("ClassWeights[1] is -1", Refused([1, -1]));
        Assert.Contains("ClassWeights[0] is NaN", Refused([double.NaN, 1]));
        Assert.Contains("ClassWeights[2] is 1E+300", Refused([1, 1, 1e300]));
        Assert.Contains("All class weights are 0", Refused([0, 0]));
        string count = Assert.Throws<ArgumentException>(
            () => new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(1), new() { ClassWeights = [1, 2] })).Message;
        Assert.Contains("has 3 classes, but 2 class weights were given", count);
        string kind = Assert.Throws<ArgumentException>(
            () => new Trainer<FakeRegression>(new FakeRegression(), new Sgd(1), new() { ClassWeights = [1, 2] })).Message;
        Assert.Contains("knows no classes", kind);
        float[] distributions = [.. Enumerable.Repeat(1 / 3f, 6)];
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(1), new() { ClassWeights = [.. s_classes] });
        Assert.Contains(
            "distributions", Assert.Throws<InvalidOperationException>(() => trainer.Step(new float[10], distributions)).Message);

        static string Refused(double[] weights) =>
            Assert.Throws<ArgumentException>(() => new TrainerOptions { ClassWeights = [.. weights] }).Message;
    }

    [Fact]
    public void A_run_is_not_resumed_with_other_weights()
    {
        using (var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(1), new() { ClassWeights = [.. s_classes] }))
            trainer.Save(PathOf("run"));
        using (var same = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(1), new() { ClassWeights = [.. s_classes] }))
            same.Load(PathOf("run"));
        using var other = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(1));
        Assert.Contains("class_weights '0.5 2 0'", Assert.Throws<InvalidDataException>(() => other.Load(PathOf("run"))).Message);
    }

    [Fact]
    public void All_numbers_are_the_same_for_any_number_of_threads()
    {
        (float[] inputs, float[] targets) = FakeData.Regression(3000);
        var data = new Dataset(inputs, FakeRegression.Inputs, targets, FakeRegression.Outputs);
        Evaluation[] results = [.. new[] { 1, 2, 3, 8 }.Select(threads =>
        {
            using var trainer = new Trainer<FakeRegression>(new FakeRegression(seed: 2), new Sgd(1), new() { Threads = threads });
            return trainer.Evaluate(data);
        })];
        Assert.All(results, r => Assert.Equal(results[0], r));
        Assert.True(double.IsFinite(results[0].R2));
    }

    private static double[] Losses(FakeClassifier network, Dataset data)
    {
        float[] y = new float[data.Count * FakeClassifier.Classes];
        network.Predict(data.Inputs, y);
        return [.. Enumerable.Range(0, data.Count).Select(s =>
            Math.Log(Enumerable.Range(0, 3).Sum(c => Math.Exp(y[s * 3 + c]))) - y[s * 3 + data.Labels[s]])];
    }
}
