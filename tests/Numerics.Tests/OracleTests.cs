namespace Unrolled.Numerics.Tests;

/// <summary>
/// Generated code against the oracle: outputs, loss and every gradient, on every body, for batches that fill lanes or do not.
/// </summary>
public class OracleTests
{
    private const double Tolerance = 1e-5;

    private const double TrainingTolerance = 1e-4;
    private const double Cancelled = 1e-12;

    private static readonly int[] Counts = [1, 5, 16, 37];

    public static TheoryData<string> ZooTitles => Networks.Zoo.Titles;

    public static TheoryData<string> RandomTitles => Networks.Random.Titles;

    public static TheoryData<string> ClassTitles => Titles(oracle => oracle.Classes > 0);

    public static TheoryData<string> UnlearnedTitles => Titles(oracle => oracle.Parameters.Any(t => !t.Learned));

    [Theory, MemberData(nameof(ZooTitles))]
    public void Layers_agree_with_the_oracle(string title) => Agrees(Networks.Zoo, title, Tolerance);

    [Theory, MemberData(nameof(RandomTitles))]
    public void Random_stacks_agree_with_the_oracle(string title) =>
        // Where a random layer's outputs hardly vary over a batch, division by their deviation magnifies rounding.
        Agrees(Networks.Random, title, new OracleNetwork(Networks.Random[title]).HasBatchStatistics ? TrainingTolerance : Tolerance);

    [Theory, MemberData(nameof(ZooTitles))]
    public void Info_tells_pytorchs_names_and_shapes(string title)
    {
        var oracle = new OracleNetwork(Networks.Zoo[title]);
        var info = Networks.Zoo.Build(title, Body.Vector128).Info;
        Assert.Equal(oracle.Input, info.Input);
        Assert.Equal(oracle.Output, info.Output);
        Assert.Equal(oracle.Parameters.ToDictionary(t => t.Name, t => string.Join(", ", t.Shape)),
            info.Parameters.ToDictionary(t => t.Name, t => string.Join(", ", t.Shape)));
        Assert.Equal(Enumerable.Range(0, info.ParameterCount), info.Parameters.SelectMany(Subject.Places).Order());
    }

    [Theory, MemberData(nameof(ClassTitles))]
    public void Distributions_as_targets_agree_with_the_oracle(string title)
    {
        var oracle = new OracleNetwork(Networks.Zoo[title]).Initialize(seed: 3);
        var batch = Batch.Random(oracle, count: 37, seed: 5).WithDistributions(oracle, seed: 6);
        double loss = oracle.Differentiate(batch);
        double evaluation = oracle.Loss(oracle.Predict(batch.Inputs), batch);
        foreach (var subject in Networks.Zoo.BuildAll(title))
        {
            AgreesInTraining(oracle, subject, batch, loss, $"{subject.Info.Body}", Tolerance);
            Close.Assert($"evaluation ({subject.Info.Body})", evaluation, subject.Evaluate(batch, threads: 2).Loss, Tolerance);
        }
    }

    [Theory, MemberData(nameof(UnlearnedTitles))]
    public void Statistics_follow_the_batches_and_frozen_tensors_keep_their_bits(string title)
    {
        var start = new OracleNetwork(Networks.Zoo[title]).Initialize(seed: 3);
        foreach (int count in (int[])[2, 37])
        {
            var oracle = new OracleNetwork(Networks.Zoo[title]).Initialize(seed: 3);
            var batch = Batch.Random(oracle, count, seed: count);
            var optimizer = new OracleSgd(0.01);
            for (int step = 0; step < 3; step++)
                optimizer.Step(oracle, batch);
            foreach (var subject in Networks.Zoo.BuildAll(title))
            {
                subject.Set(start);
                subject.Train(batch, new Sgd(0.01f), steps: 3, threads: 2);
                foreach (var (before, after) in start.Parameters.Zip(oracle.Parameters).Where(t => !t.First.Learned))
                {
                    if (before.Values.SequenceEqual(after.Values))
                        Assert.Equal(before.Values, subject[before.Name].Select(x => (double)x));
                    else
                        Close.Assert(
                            $"{before.Name} ({subject.Info.Body}, {count} samples)", after.Values, subject[before.Name], TrainingTolerance);
                }
            }
        }
    }

    private static TheoryData<string> Titles(Func<OracleNetwork, bool> choose) =>
        [.. Networks.Zoo.Declarations.Where(d => choose(new(d))).Select(d => d.Title)];

    private static void Agrees(NetworkSet set, string title, double tolerance)
    {
        var oracle = new OracleNetwork(set[title]).Initialize(seed: 3);
        Subject[] subjects = [.. set.BuildAll(title)];
        foreach (int count in Counts)
        {
            var batch = Batch.Random(oracle, count, seed: count);
            double[] outputs = oracle.Predict(batch.Inputs);
            double loss = oracle.Differentiate(batch);
            foreach (var subject in subjects)
            {
                string where = $"{subject.Info.Body}, {count} samples";
                subject.Set(oracle);
                Close.Assert($"outputs ({where})", outputs, subject.Predict(batch.Inputs), tolerance);
                Close.Assert($"evaluation ({where})", oracle.Loss(outputs, batch), subject.Evaluate(batch, threads: 2).Loss, tolerance);
                AgreesInTraining(oracle, subject, batch, loss, where, tolerance);
            }
        }
    }

    private static void AgreesInTraining(OracleNetwork oracle, Subject subject, Batch batch, double loss, string where, double tolerance)
    {
        subject.Set(oracle);
        var (actual, gradients) = subject.Differentiate(batch, threads: 2);
        Close.Assert($"loss ({where})", loss, actual, tolerance);
        double largest = oracle.Parameters.SelectMany(t => t.Gradient).Select(Math.Abs).DefaultIfEmpty().Max();
        foreach (var tensor in oracle.Parameters.Where(t => t.Learned))
        {
            // A bias in front of batch normalisation has no gradient: its terms cancel, and what rounding leaves is as small beside them as
            // elsewhere.
            double floor = oracle.HasBatchStatistics && tensor.Gradient.Max(Math.Abs) < Cancelled * largest ? largest : 1e-3;
            Close.Assert($"gradient of {tensor.Name} ({where})", tensor.Gradient, gradients[tensor.Name], tolerance, floor);
        }
    }
}
