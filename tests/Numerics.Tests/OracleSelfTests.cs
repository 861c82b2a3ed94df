namespace Unrolled.Numerics.Tests;

/// <summary>The oracle's backward passes against central differences of its forward passes, all in doubles.</summary>
public class OracleSelfTests
{
    private const double Step = 1e-6;

    public static TheoryData<string> Titles => [.. Declarations.Keys];

    private static Dictionary<string, Declaration> Declarations { get; } =
        Zoo.All.Concat(RandomStacks.All).DistinctBy(d => d.Title).ToDictionary(d => d.Title);

    [Theory, MemberData(nameof(Titles))]
    public void Oracle_gradients_follow_finite_differences(string title)
    {
        var network = new OracleNetwork(Declarations[title]).Initialize(seed: 1);
        var batch = Batch.Random(network, count: 5, seed: 2);
        network.Differentiate(batch);
        foreach (var tensor in network.Parameters.Where(t => t.Learned))
        {
            int[] picked = [.. Enumerable.Range(0, tensor.Values.Length).Where(i => tensor.Values.Length <= 40 || i % 17 == 5)];
            double[] expected = [.. picked.Select(i => Slope(network, batch, ref tensor.Values[i]) + tensor.Penalty(i))];
            Close.Assert(tensor.Name, expected, picked.Select(i => tensor.Gradient[i]).ToArray(), 1e-6);
        }
    }

    [Fact]
    public void Names_count_each_kind_by_itself()
    {
        var network = new OracleNetwork(Declaration.LeNet5);
        string[] names = ["conv2d1.weight", "conv2d1.bias", "conv2d2.weight", "conv2d2.bias",
            "dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias", "dense3.weight", "dense3.bias"];
        Assert.Equal(names, network.Parameters.Select(p => p.Name));
        Assert.Equal(44426, network.Parameters.Sum(p => p.Values.Length));
    }

    private static double Slope(OracleNetwork network, Batch batch, ref double parameter)
    {
        double at = parameter;
        parameter = at + Step;
        double above = network.Loss(batch);
        parameter = at - Step;
        double below = network.Loss(batch);
        parameter = at;
        return (above - below) / (2 * Step);
    }
}
