namespace Unrolled.Tests.Training;

public class StepTests
{
    [Theory, InlineData(16), InlineData(37), InlineData(100), InlineData(1500)]
    public void Threads_do_not_change_a_bit(int samples)
    {
        (float[] inputs, float[] targets) = FakeData.Regression(samples);
        (float[] Losses, float[] Parameters)[] results = [.. new[] { 1, 2, 3, 8 }.Select(threads =>
        {
            var network = new FakeRegression(seed: 4);
            using var trainer = new Trainer<FakeRegression>(network, new Adam(0.01f), new() { Threads = threads });
            float[] losses = [.. Enumerable.Range(0, 4).Select(_ => trainer.Step(inputs, targets))];
            return (losses, network.Parameters.ToArray());
        })];
        Assert.All(results, r => Assert.Equal(results[0].Losses, r.Losses));
        Assert.All(results, r => Assert.Equal(results[0].Parameters, r.Parameters));
    }

    [Theory, InlineData(1), InlineData(16), InlineData(37), InlineData(2100)]
    public void A_step_is_gradient_descent_on_the_mean_loss(int samples)
    {
        (float[] inputs, float[] targets) = FakeData.Regression(samples);
        var network = new FakeRegression(seed: 4);
        float[] before = network.Parameters.ToArray();
        using var trainer = new Trainer<FakeRegression>(network, new Sgd(1f), new() { Threads = 2 });
        (double loss, double[] gradient) = Reference(before, inputs, targets);
        Assert.Equal(loss, trainer.Step(inputs, targets), 1e-5 * loss);
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(before[i] - gradient[i], network.Parameters[i], 2e-6);
    }

    [Fact]
    public void A_batch_of_many_sizes_in_turn_leaves_nothing_behind()
    {
        (float[] inputs, float[] targets) = FakeData.Regression(1500);
        var (a, b) = (new FakeRegression(seed: 4), new FakeRegression(seed: 4));
        using var used = new Trainer<FakeRegression>(a, new Sgd(0.1f), new() { Threads = 2 });
        using var fresh = new Trainer<FakeRegression>(b, new Sgd(0.1f), new() { Threads = 2 });
        used.Step(inputs, targets);
        b.Parameters.CopyTo(a.Parameters);
        Span<float> x = inputs.AsSpan(0, 20 * FakeRegression.Inputs), y = targets.AsSpan(0, 20 * FakeRegression.Outputs);
        Assert.Equal(fresh.Step(x, y), used.Step(x, y));
        Assert.Equal(b.Parameters, a.Parameters);
    }

    [Fact]
    public void Learning_goes_down()
    {
        (float[] inputs, int[] labels) = FakeData.Classes(200);
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Adam(0.05f));
        float first = trainer.Step(inputs, labels);
        float last = first;
        for (int step = 0; step < 200; step++)
            last = trainer.Step(inputs, labels);
        Assert.True(last < first / 4, $"{first} to {last}");
    }

    [Fact]
    public void Ignored_labels_change_nothing_but_which_samples_count()
    {
        (float[] inputs, int[] labels) = FakeData.Classes(40);
        int[] masked = [.. labels.Select((l, i) => i < 20 ? l : -100)];
        var (a, b) = (new FakeClassifier(), new FakeClassifier());
        using var half = new Trainer<FakeClassifier>(a, new Sgd(0.1f));
        using var hidden = new Trainer<FakeClassifier>(b, new Sgd(0.1f));
        Assert.Equal(half.Step(inputs.AsSpan(0, 100), labels.AsSpan(0, 20)), hidden.Step(inputs, masked), 1e-6f);
        Assert.All(a.Parameters.ToArray().Zip(b.Parameters.ToArray()), p => Assert.Equal(p.First, p.Second, 1e-6f));
    }

    [Theory]
    [InlineData(11, 2, "5 = 5 floats, but 11")]
    [InlineData(0, 0, "at least one sample")]
    [InlineData(10, 3, "2 × 1 = 2 labels, but 3")]
    public void Lengths_that_do_not_fit_are_refused(int inputs, int labels, string message) =>
        AssertRefused<ArgumentException>(message, t => t.Step(new float[inputs], new int[labels]));

    [Fact]
    public void Bad_labels_are_refused_before_anything_is_written()
    {
        AssertRefused<ArgumentException>(
            "labels[33] is 3, but FakeClassifier knows classes 0 to 2", t => t.Step(new float[200], Labels(33, 3)));
        AssertRefused<ArgumentException>("labels[0] is -1,", t => t.Step(new float[200], Labels(0, -1)));
        AssertRefused<ArgumentException>("All labels are -100", t => t.Step(new float[10], [-100, -100]));
        AssertRefused<ArgumentException>("= 6 probabilities", t => t.Step(new float[10], new float[5]));
        using var trainer = new Trainer<FakeRegression>(new FakeRegression(), new Sgd(1));
        Assert.Contains(
            "float targets, but class labels", Assert.Throws<InvalidOperationException>(() => trainer.Step(new float[300], [1])).Message);
        Assert.Contains("1 × 17 = 17 target floats, but 16",
            Assert.Throws<ArgumentException>("targets", () => trainer.Step(new float[300], new float[16])).Message);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void What_a_kernel_throws_surfaces_and_the_parameters_stay(int threads)
    {
        (float[] inputs, float[] targets) = FakeData.Regression(500);
        inputs[400 * FakeRegression.Inputs] = FakeProgram.Poison;
        var network = new FakeRegression();
        float[] before = network.Parameters.ToArray();
        using var trainer = new Trainer<FakeRegression>(network, new Sgd(0.1f), new() { Threads = threads });
        Assert.Equal("poisoned", Assert.Throws<InvalidDataException>(() => trainer.Step(inputs, targets)).Message);
        Assert.Equal(before, network.Parameters);
        inputs[400 * FakeRegression.Inputs] = 0;
        Assert.True(float.IsFinite(trainer.Step(inputs, targets)));
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_returned()
    {
        using var trainer = new Trainer<FakeRegression>(new FakeRegression(), new Sgd(0.1f));
        (float[] inputs, float[] targets) = FakeData.Regression(3);
        inputs[0] = float.NaN;
        Assert.True(float.IsNaN(trainer.Step(inputs, targets)));
    }

    [Fact]
    public void Wrong_construction_is_refused()
    {
        Assert.Contains("SoftmaxCrossEntropy",
            Assert.Throws<ArgumentException>("network", () => new Trainer<FakeFeatures>(new FakeFeatures(), new Sgd(1))).Message);
        var optimizer = new Adam();
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), optimizer);
        Assert.Throws<InvalidOperationException>(() => new Trainer<FakeClassifier>(new FakeClassifier(), optimizer));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainerOptions { Threads = 0 });
    }

    [Fact]
    public void A_disposed_trainer_says_so()
    {
        var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(1));
        trainer.Dispose();
        trainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(new float[5], [0]));
        Assert.Throws<ObjectDisposedException>(() => trainer.Evaluate(FakeData.ClassDataset(3)));
        Assert.Throws<ObjectDisposedException>(() => trainer.Fit(FakeData.ClassDataset(3), 1, 1));
    }

    private static int[] Labels(int at, int value)
    {
        int[] labels = new int[40];
        labels[at] = value;
        return labels;
    }

    private static void AssertRefused<TException>(string message, Action<Trainer<FakeClassifier>> action) where TException : Exception
    {
        var network = new FakeClassifier();
        float[] before = network.Parameters.ToArray();
        using var trainer = new Trainer<FakeClassifier>(network, new Sgd(0.1f));
        Assert.Contains(message, Assert.Throws<TException>(() => action(trainer)).Message);
        Assert.Equal(before, network.Parameters);
    }

    private static (double Loss, double[] Gradient) Reference(float[] parameters, float[] inputs, float[] targets)
    {
        const int In = FakeRegression.Inputs, Out = FakeRegression.Outputs;
        double loss = 0;
        double[] gradient = new double[parameters.Length];
        for (int at = 0; at < targets.Length; at++)
        {
            (int s, int o) = Math.DivRem(at, Out);
            double difference = parameters[In * Out + o] - (double)targets[at];
            for (int i = 0; i < In; i++)
                difference += (double)parameters[i * Out + o] * inputs[s * In + i];
            loss += difference * difference / targets.Length;
            double slope = 2 * difference / targets.Length;
            for (int i = 0; i < In; i++)
                gradient[i * Out + o] += slope * inputs[s * In + i];
            gradient[In * Out + o] += slope;
        }
        return (loss, gradient);
    }
}
