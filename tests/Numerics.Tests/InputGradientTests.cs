namespace Unrolled.Numerics.Tests;

/// <summary>
/// Gradients with respect to the input: of the loss and of the outputs, against the oracle, the same bits on every body and for any place
/// in the batch.
/// </summary>
public class InputGradientTests
{
    private static readonly NetworkSet Set = new(new Declaration[]
    {
        new([7], [new Dense(5), new Tanh(), new Dense(4), new SoftmaxCrossEntropy()]),
        new([2, 8, 7],
        [
            new Conv2D(3, 3) { Padding = 1 }, new BatchNorm { Frozen = true }, new ReLU(), new MaxPool2D(2), new Conv2D(4, 2), new GELU(),
            new AvgPool2D(2), new Flatten(),
            new Dense(3), new MeanSquaredError(),
        ]),
        new([6, 3], [new Lstm(5) { ReturnSequences = true }, new Gru(4), new LayerNorm(), new Dense(3),
            new SoftmaxCrossEntropy { LabelSmoothing = 0.1 }]),
        new([5], [new Residual(new("Mix", [new Dense(5), new Tanh()])), new Concat("mix1"), new Dense(2), new BinaryCrossEntropy()]),
        new([3, 4], [new ReLU(), new MeanSquaredError()]),
        new([9, 7, 5],
        [
            new Conv2D(10, 3) { Padding = 1, Algorithm = "Winograd" }, new Tanh(), new Conv2D(8, 3) { Algorithm = "Winograd" },
            new Flatten(), new Dense(3),
            new MeanSquaredError(),
        ]),
    }.Select(With));

    public static TheoryData<string> Titles => Set.Titles;

    [Theory, MemberData(nameof(Titles))]
    public void Gradients_agree_with_the_oracle(string title)
    {
        var oracle = new OracleNetwork(Set[title]).Initialize(seed: 3);
        var results = new HashSet<string>();
        foreach (int count in (int[])[1, 5, 37])
        {
            var batch = Batch.Random(oracle, count, seed: count);
            double loss = oracle.Differentiate(batch);
            double[] expected = oracle.InputGradient;
            float[] outputGradients = Batch.Floats(new Random(9), count * oracle.OutputLength, 1);
            double[] product = oracle.VectorJacobianProduct(batch, Array.ConvertAll(outputGradients, g => (double)g));
            foreach (var subject in Set.BuildAll(title))
            {
                subject.Set(oracle);
                var beside = subject.Class.Assembly.GetType($"{subject.Class.FullName}Beside", throwOnError: true)!;
                float[] gradients = new float[batch.Inputs.Length];
                object targets = batch.Labels is { } labels ? labels : batch.Values!;
                float actual = (float)beside.GetMethod("Loss")!.Invoke(null, [subject.Network, batch.Inputs, targets, gradients])!;
                Close.Assert($"loss ({subject.Info.Body})", loss, actual, 1e-5);
                Close.Assert($"gradient ({subject.Info.Body})", expected, gradients, 2e-5);
                float[] products = new float[batch.Inputs.Length];
                beside.GetMethod("Product")!.Invoke(null, [subject.Network, batch.Inputs, outputGradients, products]);
                Close.Assert($"product ({subject.Info.Body})", product, products, 2e-5);
                results.Add($"{count} {string.Join(",", gradients.Concat(products).Select(BitConverter.SingleToInt32Bits))}");

                // Each sample by itself has the same bits.
                float[] one = new float[oracle.InputLength];
                beside.GetMethod("Product")!.Invoke(
                    null, [subject.Network, batch.Inputs[^one.Length..], outputGradients[^oracle.OutputLength..], one]);
                Assert.Equal(products[^one.Length..], one);
            }
        }
        Assert.Equal(3, results.Count);
    }

    private static string Target(Declaration declaration) => declaration.Layers[^1] is SoftmaxCrossEntropy ? "int" : "float";

    private static Declaration With(Declaration declaration) => declaration with
    {
        Network = new() { InputGradient = true },
        Beside = name => $$"""
            public static class {{name}}Beside
            {
                public static float Loss({{name}} network, float[] inputs, {{Target(declaration)}}[] targets, float[] gradients) =>
                    network.InputGradient(inputs, targets, gradients);

                public static void Product({{name}} network, float[] inputs, float[] outputGradients, float[] gradients) =>
                    network.VectorJacobianProduct(inputs, outputGradients, gradients);
            }
            """,
    };
}
