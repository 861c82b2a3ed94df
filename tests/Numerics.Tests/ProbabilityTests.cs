namespace Unrolled.Numerics.Tests;

/// <summary>Classify gives the bits of a softmax or sigmoid layer behind the network's last one.</summary>
public class ProbabilityTests
{
    private static readonly (Declaration Logits, Declaration Probabilities)[] Pairs =
    [
        Pair([7], [new Dense(3)], new SoftmaxCrossEntropy(), new Softmax()),
        Pair([7], [new Dense(16)], new SoftmaxCrossEntropy(), new Softmax()),
        Pair([7], [new Dense(17)], new SoftmaxCrossEntropy(), new Softmax()),
        Pair([7], [new Dense(24)], new SoftmaxCrossEntropy(), new Softmax()),
        Pair([7], [new Dense(100)], new SoftmaxCrossEntropy(), new Softmax()),
        Pair([5, 4], [new Gru(9) { ReturnSequences = true }, new Dense(40)], new SoftmaxCrossEntropy(), new Softmax()),
        Pair([7], [new Dense(21)], new BinaryCrossEntropy(), new Sigmoid()),
    ];

    private static readonly NetworkSet Set =
        new([.. Pairs.SelectMany(p => new[] { p.Logits, p.Probabilities }), new([3], [new Dense(2), new MeanSquaredError()])]);

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Pairs.Length)];

    [Theory, MemberData(nameof(Numbers))]
    public void Probabilities_have_the_bits_of_the_layer(int number)
    {
        var (logits, probabilities) = Pairs[number];
        var oracle = new OracleNetwork(logits).Initialize(seed: 2);
        // Far apart too, so that exponentials are denormal or 0.
        foreach (float scale in (float[])[1, 30, 1000])
        {
            float[] inputs = [.. Batch.Floats(new Random(3), 37 * oracle.InputLength, 1).Select(x => scale * x)];
            foreach (var (subject, reference) in Set.BuildAll(logits.Title).Zip(Set.BuildAll(probabilities.Title)))
            {
                subject.Set(oracle);
                reference.Set(oracle);
                Assert.Equal(Bits.Of(reference.Predict(inputs)), Bits.Of(subject.Classify(inputs)!));
            }
        }
    }

    [Fact]
    public void Other_losses_have_no_probabilities() => Assert.Null(Set.BuildAll(Set.Declarations[^1].Title).First().Classify([1, 2, 3]));

    private static (Declaration, Declaration) Pair(int[] input, Layer[] layers, LossLayer loss, Layer function) =>
        (new(input, [.. layers, loss]), new(input, [.. layers, function]));
}
