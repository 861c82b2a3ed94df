namespace Unrolled.Numerics.Tests;

/// <summary>Weights of classes and samples in the mean loss.</summary>
public class WeightTests
{
    private const float Rate = 1 << 16;

    private static readonly NetworkSet Set = new(
    [
        new([7], [new Dense(9), new Tanh(), new Dense(5), new SoftmaxCrossEntropy()]),
        new([4, 6], [new Gru(5) { ReturnSequences = true }, new Dense(4), new SoftmaxCrossEntropy { LabelSmoothing = 0.1 }]),
        new([2, 6, 6], [new Conv2D(3, 3), new ReLU(), new Flatten(), new Dense(6), new MeanSquaredError()]),
        new([5], [new Embedding(9, 4), new Lstm(5), new Dense(3), new MeanAbsoluteError()]),
        new([8], [new Dense(9), new ReLU(), new Dense(4), new BinaryCrossEntropy()]),
        new([8], [new Dense(5), new LogSoftmax(), new KLDivergence()]),
        new([8], [new Dense(5), new Huber(0.5)]),
    ]);

    public static TheoryData<string> Titles => Set.Titles;

    [Theory, MemberData(nameof(Titles))]
    public void A_weight_of_two_is_the_sample_twice_and_of_zero_never(string title)
    {
        var oracle = new OracleNetwork(Set[title]).Initialize(seed: 4);
        var batch = Batch.Random(oracle, 43, seed: 5);
        float[] weights = [.. Enumerable.Range(0, batch.Count).Select(s => s % 3)];
        var repeated = Rows(batch, [.. Enumerable.Range(0, batch.Count).SelectMany(s => Enumerable.Repeat(s, s % 3))]);
        foreach (var subject in Set.BuildAll(title))
        {
            var (expectedLoss, expected) = Step(subject, oracle, repeated, null);
            var (loss, gradients) = Step(subject, oracle, batch, weights);
            Close.Assert("loss", expectedLoss, loss, 1e-6);
            Close.Assert("gradients", expected, gradients, 1e-6);
        }
    }

    [Theory, MemberData(nameof(Titles))]
    public void Weights_of_one_change_no_bit(string title)
    {
        var oracle = new OracleNetwork(Set[title]).Initialize(seed: 4);
        var batch = Batch.Random(oracle, 37, seed: 6);
        var subject = Set.BuildAll(title).First();
        var (plainLoss, plain) = Step(subject, oracle, batch, null);
        var (loss, gradients) = Step(subject, oracle, batch, [.. Enumerable.Repeat(1f, batch.Count)]);
        Assert.Equal(plainLoss, loss);
        Assert.Equal(plain, gradients);
    }

    [Theory, MemberData(nameof(Titles))]
    public void Weighted_steps_have_the_same_bits_on_any_number_of_threads_and_every_body(string title)
    {
        var oracle = new OracleNetwork(Set[title]).Initialize(seed: 4);
        var batch = Batch.Random(oracle, 1000, seed: 7);
        if (batch.Labels is not null)
            batch = batch with { ClassWeights = [.. Enumerable.Range(0, oracle.Classes).Select(c => 0.3 + c)] };
        float[] weights = [.. Enumerable.Range(0, batch.Count).Select(s => 0.1f * (s % 11))];
        var results = new HashSet<string>();
        foreach (var subject in Set.BuildAll(title))
        {
            foreach (int threads in (int[])[1, 2, 3, 8])
            {
                subject.Set(oracle);
                float loss = subject.Fit(batch, weights, new Sgd(0.05f), threads);
                results.Add($"{Bits.Of([loss])} {subject.Hash()} {subject.Evaluate(batch, threads)}");
            }
        }
        Assert.Single(results);
    }

    [Fact]
    public void Class_weights_agree_with_the_oracle_where_samples_have_weights_too()
    {
        string title = Set.Declarations[1].Title;
        var oracle = new OracleNetwork(Set[title]).Initialize(seed: 4);
        var batch = Batch.Random(oracle, 21, seed: 5) with { ClassWeights = [0.5, 3, 0, 1.25] };
        float[] weights = [.. Enumerable.Range(0, batch.Count).Select(s => s % 3)];
        double expected = oracle.Loss(Rows(batch, [.. Enumerable.Range(0, batch.Count).SelectMany(s => Enumerable.Repeat(s, s % 3))]));
        foreach (var subject in Set.BuildAll(title))
        {
            Close.Assert("loss", expected, Step(subject, oracle, batch, weights).Loss, 1e-5);
            subject.Set(oracle);
            Close.Assert("evaluation", oracle.Loss(batch), subject.Evaluate(batch).Loss, 1e-5);
        }
    }

    private static (float Loss, double[] Gradients) Step(Subject subject, OracleNetwork oracle, Batch batch, float[]? weights)
    {
        subject.Set(oracle);
        float[] before = subject.Parameters.ToArray();
        float loss = subject.Fit(batch, weights, new Sgd(Rate), threads: 2);
        return (loss, [.. before.Zip(subject.Parameters.ToArray(), (from, to) => ((double)from - to) / Rate)]);
    }

    private static Batch Rows(Batch batch, int[] rows) => batch with
    {
        Count = rows.Length,
        Inputs = Rows(batch.Inputs, batch.Count, rows),
        Labels = batch.Labels is { } labels ? Rows(labels, batch.Count, rows) : null,
        Values = batch.Values is { } values ? Rows(values, batch.Count, rows) : null,
    };

    private static T[] Rows<T>(T[] all, int count, int[] rows) =>
        [.. rows.SelectMany(row => all[(row * (all.Length / count))..((row + 1) * (all.Length / count))])];
}
