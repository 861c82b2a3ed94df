namespace Unrolled.Generator.Tests;

/// <summary>Layers that do not fit, and networks that are too large. Marks show where each diagnostic must stand.</summary>
public class ShapeDiagnosticsTests
{
    [Theory]
    [InlineData("Conv2D(16, 5), {|Dense(10)|}", "Dense(10) needs a flat input but gets 16×24×24", "put Flatten before it")]
    [InlineData("Flatten, {|Conv2D(6, 5)|}", "needs channels, height and width but gets 784", "before Flatten")]
    [InlineData("Conv2D(6, 25), {|Conv2D(8, 5, Stride = 2)|}", "Conv2D(8, 5, Stride = 2) needs a height of at least 5 but gets 6×4×4", "Padding")]
    [InlineData("{|Conv2D(6, 3, 29)|}", "a width of at least 29 but gets 1×28×28", "smaller kernel")]
    [InlineData("Conv2D(6, 5), {|Conv2D(8, 5, Groups = 4)|}", "6 input channels and 8 filters into 4 groups", "choose Groups")]
    [InlineData("{|MaxPool2D(2, Padding = 2)|}", "more than half its window", "at most 1")]
    [InlineData("Flatten, {|AvgPool2D(2)|}", "gets 784")]
    public void UNR0018_a_layer_that_does_not_fit(string layers, params string[] parts) => Expect.Diagnostics(
        "UNR0018", $"using Unrolled; [Network, Input(1, 28, 28)] [{layers}, MeanSquaredError] partial class Net;", parts);

    [Fact]
    public void UNR0018_a_loss_that_does_not_fit() => Expect.Diagnostics(
        "UNR0018", "using Unrolled; [Network, Input(1, 28, 28), Conv2D(2, 3), {|SoftmaxCrossEntropy|}] partial class Net;",
        "gets 2×26×26", "put Flatten and Dense before it");

    [Theory]
    [InlineData("Dense(100000), {|Dense(100000)|}", "dense2.weight of 100000×100000", "past 268,435,456 parameters")]
    [InlineData("{|Dense(268435456)|}", "dense1.weight of 268435456×28", "268,435,456 parameters")]
    [InlineData("Dense(20000), {|Dense(20000)|}, Dense(20000)", "dense2.weight of 20000×20000", "Net")]
    [InlineData("Dense(16000), Dense(16000), {|Dense(16000)|}", "dense3.weight of 16000×16000", "make it smaller")]
    [InlineData("Dense(30000), {|Dense(30000)|}, Dense(30000), Dense(30000), Dense(30000)", "dense2.weight of 30000×30000")]
    public void UNR0019_too_many_parameters(string layers, params string[] parts) => Expect.Diagnostics(
        "UNR0019", $"using Unrolled; [Network, Input(1, 28), {layers}, MeanSquaredError] partial class Net;", parts);

    [Theory]
    [InlineData("{|Conv2D(50000, 1)|}", "gives 50000×28×28", "33,554,432 values for one sample")]
    [InlineData("{|Conv2D(3000000, 1)|}, Flatten, Dense(1)", "gives 3000000×28×28")]
    [InlineData("Conv2D(15000, 1), ReLU, {|Tanh|}", "Tanh gives 15000×28×28", "past")]
    [InlineData("{|Conv2D(8000000, 1)|}, Flatten, Conv2D(1, 1)", "gives 8000000×28×28")]
    [InlineData("{|Conv2D(1, 3, Padding = 4096)|}", "gives 1×8218×8218")]
    public void UNR0019_values_too_large(string layers, params string[] parts) => Expect.Diagnostics(
        "UNR0019", $"using Unrolled; [Network, Input(1, 28, 28), {layers}, MeanSquaredError] partial class Net;", parts);

    [Fact]
    public void The_largest_that_fits_is_fine() => GeneratorHarness.Run(
        "using Unrolled; [Network, Input(16384), Dense(16383, Bias = false), ReLU, Dense(1, Bias = false), MeanSquaredError] partial class Net;");
}
