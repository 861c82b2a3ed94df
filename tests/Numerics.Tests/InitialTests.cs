namespace Unrolled.Numerics.Tests;

/// <summary>
/// The parameters of new networks: the distributions of <c>torch.nn.init</c>, with its ways of counting inputs and outputs.
/// </summary>
public class InitialTests
{
    // [filters, inputs / groups, kernel] has inputs / groups · kernel inputs and filters · kernel outputs, [gates · units, inputs] is taken
    // as one matrix.
    [Theory]
    [InlineData("conv1d1.weight", 9, 36, "xavier", false)]
    [InlineData("conv1d2.weight", 24, 40, "kaiming", true)]
    [InlineData("gru1.weight_ih_l0", 20, 54, "xavier", true)]
    [InlineData("gru1.weight_hh_l0", 18, 54, "xavier", true)]
    [InlineData("dense1.weight", 18, 30, "kaiming", false)]
    public void Weights_have_the_deviation_and_the_bounds_of_their_distribution(
        string name, int inputs, int outputs, string kind, bool normal)
    {
        double deviation = kind == "xavier" ? Math.Sqrt(2.0 / (inputs + outputs)) : Math.Sqrt(2.0 / inputs);
        float[] values = Values(name);
        Assert.InRange(Math.Sqrt(values.Average(x => (double)x * x)) / deviation, 0.9, 1.1);
        Assert.InRange(values.Average() / deviation, -0.15, 0.15);
        double reach = values.Max(Math.Abs) / deviation, end = Math.Sqrt(3);
        Assert.True(
            normal ? reach > 2 : reach <= end * 1.000001 && reach > end * 0.95, $"The largest of {name} is {reach} deviations from 0.");
    }

    [Fact]
    public void Zeros_are_zeros_and_biases_keep_their_default()
    {
        Assert.All(Values("dense2.weight"), value => Assert.Equal(0, value));
        float bound = 1 / MathF.Sqrt(18), largest = Values("dense1.bias").Max(Math.Abs);
        Assert.InRange(largest, 0.8f * bound, bound);
    }

    private static float[] Values(string tensor) => Networks.Zoo.Build(Zoo.Initialized.Title, null)[tensor];
}
