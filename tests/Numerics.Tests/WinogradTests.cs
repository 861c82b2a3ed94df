namespace Unrolled.Numerics.Tests;

/// <summary>Winograd's tiles round more than the plain sum does, but within a bound, and a network says where it uses them.</summary>
public class WinogradTests
{
    /// <summary>
    /// What the errors of one operation against double may be of the plain sum's; those of several layers add up in each.
    /// </summary>
    private const double Bound = 4;

    /// <summary>Input shapes, filters and padding: tiles of 4 and of 2 outputs, images and lines.</summary>
    private static readonly (int[] Input, int Filters, int Padding)[] Shapes =
    [
        ([8, 12, 12], 8, 1), ([16, 16, 16], 16, 1), ([16, 14, 9], 24, 0), ([48, 8, 8], 48, 1), ([20, 6, 6], 12, 2), ([16, 40], 16, 1),
        ([12, 11], 40, 0),
    ];

    private static readonly NetworkSet Networks = new(Shapes.SelectMany(s => new[] { "Direct", "Winograd" }.Select(a => Of(s, a))));

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Shapes.Length)];

    [Theory, MemberData(nameof(Numbers))]
    public void Errors_are_at_most_four_times_those_of_the_plain_sum(int number)
    {
        var (direct, tiled) = (Of(Shapes[number], "Direct"), Of(Shapes[number], "Winograd"));
        var oracle = new OracleNetwork(direct).Initialize(seed: 3);
        var batch = Batch.Random(oracle, count: 37, seed: 5);
        double[] outputs = oracle.Predict(batch.Inputs);
        float[] outputGradients = Batch.Floats(new Random(9), outputs.Length, 1);
        double[] inputGradients = [.. oracle.VectorJacobianProduct(batch, Wide(outputGradients))];
        oracle.Differentiate(batch);
        double[] ProductOf(Subject subject) => Wide(subject.VectorJacobianProduct(batch.Inputs, outputGradients));
        Subject plain = Networks.BuildAll(direct.Title).First();
        plain.Set(oracle);
        foreach (var subject in Networks.BuildAll(tiled.Title))
        {
            subject.Set(oracle);
            Within("outputs", Largest(outputs, Wide(plain.Predict(batch.Inputs))), Largest(outputs, Wide(subject.Predict(batch.Inputs))));
            Within("input gradient", Largest(inputGradients, ProductOf(plain)), Largest(inputGradients, ProductOf(subject)));
            var (expected, actual) = (plain.Differentiate(batch).Gradients, subject.Differentiate(batch).Gradients);
            foreach (var tensor in oracle.Parameters)
                Within(tensor.Name, Largest(tensor.Gradient, expected[tensor.Name]), Largest(tensor.Gradient, actual[tensor.Name]));
        }
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Info_names_the_algorithm(int number)
    {
        foreach (string algorithm in (string[])["Direct", "Winograd"])
        {
            var info = Networks.Build(Of(Shapes[number], algorithm).Title, body: null).Info;
            Assert.Equal(algorithm, info.Layers[0].Algorithm.ToString());
            Assert.Equal(
                algorithm == "Winograd", info.ToString().Split('\n').Any(line => line.EndsWith("  Winograd", StringComparison.Ordinal)));
        }
    }

    private static void Within(string what, double plain, double tiled) =>
        Assert.True(tiled <= Bound * plain, $"{what}: errors of {tiled:G3}, {tiled / plain:F2} times {plain:G3}.");

    private static double Largest(double[] expected, double[] actual) => expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();

    private static double[] Wide(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static Declaration Of((int[] Input, int Filters, int Padding) shape, string algorithm)
    {
        Layer convolution = shape.Input.Length == 2
            ? new Conv1D(shape.Filters, 3) { Padding = shape.Padding, Algorithm = algorithm }
            : new Conv2D(shape.Filters, 3) { Padding = shape.Padding, Algorithm = algorithm };
        return new(shape.Input, [convolution, new MeanSquaredError()]) { Network = new() { InputGradient = true } };
    }
}
