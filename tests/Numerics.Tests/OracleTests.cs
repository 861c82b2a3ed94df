namespace Unrolled.Numerics.Tests;

/// <summary>Generated code against the oracle: outputs, loss and every gradient, on every body, for batches that fill lanes or do not.</summary>
public class OracleTests
{
    private const double Tolerance = 1e-5;

    private static readonly int[] Counts = [1, 5, 16, 37];

    public static TheoryData<string> ZooTitles => Networks.Zoo.Titles;

    public static TheoryData<string> RandomTitles => Networks.Random.Titles;

    [Theory, MemberData(nameof(ZooTitles))]
    public void Layers_agree_with_the_oracle(string title) => Agrees(Networks.Zoo, title);

    [Theory, MemberData(nameof(RandomTitles))]
    public void Random_stacks_agree_with_the_oracle(string title) => Agrees(Networks.Random, title);

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

    private static void Agrees(NetworkSet set, string title)
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
                Close.Assert($"outputs ({where})", outputs, subject.Predict(batch.Inputs), Tolerance);
                var (actual, gradients) = subject.Differentiate(batch, threads: 2);
                Close.Assert($"loss ({where})", loss, actual, Tolerance);
                foreach (var tensor in oracle.Parameters.Where(t => t.Learned))
                    Close.Assert($"gradient of {tensor.Name} ({where})", tensor.Gradient, gradients[tensor.Name], Tolerance);
            }
        }
    }
}
