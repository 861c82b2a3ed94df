namespace Unrolled.Samples.Tests;

/// <summary>
/// The order in which few outputs are summed, as <c>docs/numerics.md</c> has it, one fused multiply-add behind the other.
/// </summary>
[Trait("Category", "Slow")]
public class SumRangeTests
{
    [Fact]
    public void Sixteen_outputs_of_sixteen_inputs_have_four_ranges() =>
        Check(new Sixteen(seed: 2), static n => n.Dense1Weight, static n => n.Dense1Bias, inputs: 16, ranges: 4);

    [Fact]
    public void Sixty_four_outputs_have_two() =>
        Check(new SixtyFour(seed: 2), static n => n.Dense1Weight, static n => n.Dense1Bias, inputs: 64, ranges: 2);

    [Fact]
    public void Eight_inputs_have_two() =>
        Check(new Eight(seed: 2), static n => n.Dense1Weight, static n => n.Dense1Bias, inputs: 8, ranges: 2);

    [Fact]
    public void More_outputs_than_sixty_four_are_one_chain() =>
        Check(new Eighty(seed: 2), static n => n.Dense1Weight, static n => n.Dense1Bias, inputs: 16, ranges: 1);

    private delegate Span<float> Tensor<T>(T network);

    private static void Check<T>(T network, Tensor<T> weight, Tensor<T> bias, int inputs, int ranges) where T : class, INetwork<T>
    {
        var random = new Random(3);
        float[] x = [.. Enumerable.Range(0, inputs).Select(_ => random.NextSingle() - 0.5f)], y = new float[T.Info.OutputLength];
        network.Predict(x, y);
        for (int o = 0; o < y.Length; o++)
        {
            float sum = 0;
            for (int range = 0, length = inputs / ranges; range < ranges; range++)
            {
                float part = range == 0 ? bias(network)[o] : 0;
                for (int i = range * length; i < (range + 1) * length; i++)
                    part = MathF.FusedMultiplyAdd(x[i], weight(network)[i * y.Length + o], part);
                sum = range == 0 ? part : sum + part;
            }

            Assert.Equal(BitConverter.SingleToInt32Bits(sum), BitConverter.SingleToInt32Bits(y[o]));
        }
    }
}

[Network, Input(16), Dense(16)]
internal sealed partial class Sixteen;

[Network, Input(64), Dense(64)]
internal sealed partial class SixtyFour;

[Network, Input(8), Dense(8)]
internal sealed partial class Eight;

[Network, Input(16), Dense(80)]
internal sealed partial class Eighty;
