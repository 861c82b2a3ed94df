namespace Unrolled.Tests.Training;

public class EvaluationTests
{
    [Theory, InlineData(1), InlineData(16), InlineData(333)]
    public void Evaluation_is_accuracy_and_mean_loss_whatever_the_threads(int samples)
    {
        var network = new FakeClassifier(seed: 3);
        Dataset data = FakeData.ClassDataset(samples);
        (double loss, double accuracy) = Reference(network, data);
        Evaluation[] results = [.. new[] { 1, 2, 3, 8 }.Select(threads =>
        {
            using var trainer = new Trainer<FakeClassifier>(network, new Sgd(1), new() { Threads = threads });
            return trainer.Evaluate(data);
        })];
        Assert.All(results, r => Assert.Equal(results[0], r));
        Assert.Equal(accuracy, results[0].Accuracy, 1e-6);
        Assert.Equal(loss, results[0].Loss, 1e-5);
        Assert.Equal(samples, results[0].Count);
    }

    [Fact]
    public void Ignored_labels_count_neither_way()
    {
        var network = new FakeClassifier(seed: 3);
        (float[] inputs, int[] labels) = FakeData.Classes(40);
        using var trainer = new Trainer<FakeClassifier>(network, new Sgd(1));
        Evaluation half = trainer.Evaluate(new Dataset(inputs[..100], 5, labels[..20]));
        Array.Fill(labels, -100, 20, 20);
        Evaluation masked = trainer.Evaluate(new Dataset(inputs, 5, labels));
        Assert.Equal(half.Accuracy, masked.Accuracy);
        Assert.Equal(half.Loss, masked.Loss, 1e-6f);
    }

    [Fact]
    public void Float_targets_have_a_loss_and_no_accuracy()
    {
        (float[] inputs, float[] targets) = FakeData.Regression(20);
        using var trainer = new Trainer<FakeRegression>(new FakeRegression(), new Sgd(1));
        Evaluation result = trainer.Evaluate(new Dataset(inputs, FakeRegression.Inputs, targets, FakeRegression.Outputs));
        Assert.True(float.IsNaN(result.Accuracy));
        Assert.Equal(trainer.Step(inputs, targets), result.Loss);
        Assert.DoesNotContain("accuracy", result.ToString());
    }

    [Fact]
    public void Evaluating_changes_nothing()
    {
        var network = new FakeClassifier(seed: 3);
        using var trainer = new Trainer<FakeClassifier>(network, new Sgd(1));
        Assert.Equal(trainer.Evaluate(FakeData.ClassDataset(99)), trainer.Evaluate(FakeData.ClassDataset(99)));
        Assert.Equal(new FakeClassifier(seed: 3).Parameters, network.Parameters);
    }

    [Fact]
    public void Outputs_that_are_not_numbers_are_wrong()
    {
        var network = new FakeClassifier();
        network.Parameters.Fill(float.NaN);
        using var trainer = new Trainer<FakeClassifier>(network, new Sgd(1));
        Evaluation result = trainer.Evaluate(FakeData.ClassDataset(20));
        Assert.Equal(0, result.Accuracy);
        Assert.True(float.IsNaN(result.Loss));
    }

    private static (double Loss, double Accuracy) Reference(FakeClassifier network, Dataset data)
    {
        float[] outputs = new float[data.Count * FakeClassifier.Classes];
        network.Predict(data.Inputs, outputs);
        double loss = 0, correct = 0;
        for (int s = 0; s < data.Count; s++)
        {
            float[] y = outputs[(s * 3)..(s * 3 + 3)];
            loss += Math.Log(y.Sum(v => Math.Exp(v))) - y[data.Labels[s]];
            correct += y[data.Labels[s]] == y.Max() ? 1 : 0;
        }
        return (loss / data.Count, correct / data.Count);
    }
}
