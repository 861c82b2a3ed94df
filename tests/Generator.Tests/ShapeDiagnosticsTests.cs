namespace Unrolled.Generator.Tests;

/// <summary>Layers that do not fit, and networks that are too large. Marks show where each diagnostic must stand.</summary>
public class ShapeDiagnosticsTests
{
    [Theory]
    [InlineData("Conv2D(16, 5), {|Dense(10)|}", "Dense(10) needs a flat input but gets 16×24×24", "put Flatten before it")]
    [InlineData("Flatten, {|Conv2D(6, 5)|}", "needs channels, height and width but gets 784", "before Flatten")]
    [InlineData(
        "Conv2D(6, 25), {|Conv2D(8, 5, Stride = 2)|}", "Conv2D(8, 5, Stride = 2) needs a height of at least 5 but gets 6×4×4", "Padding")]
    [InlineData("{|Conv2D(6, 3, 29)|}", "a width of at least 29 but gets 1×28×28", "smaller kernel")]
    [InlineData("Conv2D(6, 5), {|Conv2D(8, 5, Groups = 4)|}", "6 input channels and 8 filters into 4 groups", "choose Groups")]
    [InlineData("{|MaxPool2D(2, Padding = 2)|}", "windows of nothing but padding", "at most 1")]
    [InlineData(
        "{|AvgPool2D(3, PaddingBottom = 5)|}", "windows of nothing but padding on 1×28×28", "number 11 along its height", "at most 2")]
    [InlineData("{|MaxPool2D(3, Padding = 1, Same = SamePadding.Upper)|}", "sets Padding for 1×28×28 but also Same", "remove one")]
    [InlineData("{|Conv2D(2, 3, PaddingLeft = 0, Same = SamePadding.Lower)|}", "sets PaddingLeft for 1×28×28 but also Same", "remove one")]
    [InlineData("Reshape(28, 28), {|Conv1D(4, 3, Causal = true, PaddingAfter = 1)|}", "sets PaddingAfter", "remove PaddingAfter or Causal")]
    [InlineData("Reshape(28, 28), {|Conv1D(4, 3, Causal = true, Same = SamePadding.Upper)|}", "sets Same", "remove Same or Causal")]
    [InlineData("Flatten, {|AvgPool2D(2)|}", "gets 784")]
    [InlineData("Flatten, {|GlobalAvgPool2D|}", "needs channels, height and width but gets 784")]
    [InlineData("{|Reshape(5, 10)|}", "Reshape(5, 10) makes 5×10, 50 elements, of 1×28×28, 784 elements", "choose extents")]
    [InlineData("{|Reshape(65536, 65536, 65536)|}", "of 1×28×28, 784 elements")]
    [InlineData("{|Reshape|}", "gives 0 extents for 1×28×28", "product is 784")]
    [InlineData("{|Reshape(7, 7, 2, 2, 2, 2)|}", "gives 6 extents", "one to 5")]
    [InlineData("{|Transpose|}", "needs two axes but gets 1×28×28", "Reshape")]
    [InlineData("{|Transpose(1, 0)|}", "names no order of the axes of 1×28×28", "each of 0 to 2 once")]
    [InlineData("{|Transpose(0, 1, 1)|}", "names no order of the axes", "each of 0 to 2 once")]
    [InlineData("{|Slice(3, 0)|}", "names axis 3 of 1×28×28", "0 to 2")]
    [InlineData("{|Slice(-4, 0)|}", "names axis -4", "-1 for the last one")]
    [InlineData("{|Slice(1, 5, 5)|}", "takes nothing of axis 1 of 1×28×28", "from 5 there is no element before 5")]
    [InlineData("{|Slice(1, 40)|}", "takes nothing of axis 1")]
    [InlineData("{|Slice(1, 2, 5, Step = -1)|}", "takes nothing of axis 1")]
    [InlineData("{|Slice(1, 2, Step = 0)|}", "a Step of 0 on 1×28×28", "-1 for all in reverse")]
    [InlineData("{|Pad|}", "gives 0 amounts for 1×28×28", "two an axis", "at most 6")]
    [InlineData("{|Pad(1, 2, 3)|}", "gives 3 amounts")]
    [InlineData("{|Pad(1, 1, 1, 1, 1, 1, 1, 1)|}", "gives 8 amounts")]
    [InlineData("{|Pad(-20, -8)|}", "takes 28 elements of axis 2 of 1×28×28, which has 28", "leave at least one")]
    [InlineData("{|Pad(28, 0, Mode = PadMode.Reflect)|}", "adds 28 before and 0 after axis 2", "at most 27", "Slice")]
    [InlineData("{|Pad(0, 29, Mode = PadMode.Wrap)|}", "adds 0 before and 29 after axis 2", "at most 28")]
    [InlineData("{|Pad(-1, 0, Mode = PadMode.Edge)|}", "at least 0", "Slice")]
    [InlineData("{|Upsample(2, AlignCorners = true)|}", "aligns corners on 1×28×28", "UpsampleMode.Linear")]
    [InlineData(
        "{|Upsample(4096, Mode = UpsampleMode.Linear)|}", "makes a height of 114,688 of 1×28×28", "at most 65,536", "UpsampleMode.Nearest")]
    [InlineData("Flatten, {|Upsample(2)|}", "needs channels, height and width but gets 784")]
    [InlineData("{|PixelShuffle(2)|}", "needs a multiple of 4 channels but gets 1×28×28", "filters")]
    [InlineData("{|PixelUnshuffle(3)|}", "multiples of 3 but gets 1×28×28", "pad or pool")]
    [InlineData("{|Conv3D(4, 3)|}", "needs channels, depth, height and width but gets 1×28×28", "Input(channels, depth, height, width)")]
    [InlineData("Reshape(1, 4, 14, 14), {|MaxPool3D(5)|}", "needs a depth of at least 5 but gets 1×4×14×14")]
    [InlineData("{|Conv1D(4, 3)|}", "needs channels and length but gets 1×28×28", "Input(channels, length)")]
    [InlineData("{|ConvTranspose2D(4, 3, OutputPadding = 1)|}", "OutputPadding must be less than the stride or the dilation", "at most 0")]
    [InlineData("{|ConvTranspose2D(4, 1, Padding = 14)|}", "makes a height of 0 of 1×28×28", "smaller by 1")]
    [InlineData("{|ConvTranspose2D(3, 2, Groups = 2)|}", "1 input channels and 3 filters into 2 groups", "choose Groups")]
    [InlineData("Reshape(28, 28), {|Conv1D(4, 3, Causal = true, Padding = 1)|}", "causal", "2 zeros in front", "remove Padding or Causal")]
    [InlineData("{|Conv2D(8, 3, Algorithm = ConvolutionAlgorithm.Winograd)|}", "at least 8 channels and filters", "remove Algorithm")]
    [InlineData(
        "Conv2D(8, 3), {|Conv2D(8, 5, Algorithm = ConvolutionAlgorithm.Winograd)|}", "needs 3 taps on each axis", "remove Algorithm")]
    [InlineData(
        "Reshape(28, 28), {|Conv1D(8, 3, Causal = true, Algorithm = ConvolutionAlgorithm.Winograd)|}", "a causal convolution has none")]
    [InlineData("Reshape(28, 28), {|Conv1D(4, 30)|}", "needs a length of at least 30 but gets 28×28", "smaller kernel")]
    [InlineData("Reshape(28, 28), {|MaxPool1D(3, Padding = 3)|}",
        "windows of nothing but padding on 28×28, such as number 1 along its length", "at most 2")]
    [InlineData("Reshape(28, 28), Conv1D(4, 3), ReLU, {|Dense(10)|}", "Dense(10) acts on the last axis", "gets channels and length, 4×26",
        "Flatten", "Transpose")]
    [InlineData("Reshape(28, 28), MaxPool1D(2), {|Softmax|}", "gets channels and length, 28×14", "Transpose")]
    [InlineData("Reshape(28, 28), Tanh, Dense(10), ReLU, {|Conv1D(4, 3)|}", "gets steps and features, 28×10", "put Transpose before it")]
    [InlineData("Reshape(28, 28), Transpose, Conv1D(4, 3), Transpose, Transpose, {|Dense(10)|}", "gets channels and length, 4×26")]
    [InlineData("{|Clip|}", "neither a least nor a largest value", "give Min, Max or both")]
    [InlineData("{|Clip(2, 1)|}", "a least value above its largest", "at most 1")]
    [InlineData("Conv2D(6, 5), {|GroupNorm(4)|}", "cannot divide the 6 channels of 6×24×24 into 4 groups", "a divisor of 6")]
    [InlineData("Flatten, {|InstanceNorm|}", "groups of a single element", "BatchNorm")]
    [InlineData("Reshape(28, 28), Dense(4), {|GroupNorm(2)|}", "needs channels first but gets steps and features, 28×4", "Transpose")]
    [InlineData("Reshape(28, 28), Dense(4), {|LocalResponseNorm(3)|}", "needs channels first", "Transpose")]
    [InlineData("{|RMSNorm|}", "needs features there but gets 1×28×28", "Flatten")]
    [InlineData("{|Mean(3)|}", "needs different axes of 1×28×28", "from -3 to 2")]
    [InlineData("{|Max(0, -3)|}", "needs different axes of 1×28×28", "each axis once")]
    [InlineData("Flatten, {|GlobalMaxPool2D|}", "needs channels, height and width but gets 784")]
    [InlineData("Reshape(28, 28), Dense(4), {|GlobalAvgPool1D|}", "gets steps and features, 28×4", "Transpose")]
    [InlineData("{|Pow(0)|}", "gives 1 for every input", "leave it out")]
    public void UNR0018_a_layer_that_does_not_fit(string layers, params string[] parts) => Expect.Diagnostics(
        "UNR0018", $"using Unrolled; [Network, Input(1, 28, 28)] [{layers}, MeanSquaredError] partial class Net;", parts);

    [Fact]
    public void UNR0018_a_loss_that_does_not_fit() => Expect.Diagnostics(
        "UNR0018", "using Unrolled; [Network, Input(1, 28, 28), Conv2D(2, 3), {|SoftmaxCrossEntropy|}] partial class Net;",
        "gets 2×26×26", "put Flatten and Dense before it");

    [Fact]
    public void UNR0018_a_loss_on_channels_and_length() => Expect.Diagnostics(
        "UNR0018", "using Unrolled; [Network, Input(4, 9), Conv1D(2, 3), {|SoftmaxCrossEntropy|}] partial class Net;",
            "gets channels and length, 2×7", "Transpose");

    [Theory]
    [InlineData("Conv1D(4, 3), Transpose, Dense(3)")]
    [InlineData("Transpose, Conv1D(4, 3), Transpose, Dense(3)")]
    [InlineData("Dense(3), Transpose, Conv1D(4, 3)")]
    [InlineData("ReLU, Transpose, Tanh, Transpose")]
    [InlineData("Conv1D(4, 3), Reshape(7, 4), Dense(3)")]
    public void Transpose_and_Reshape_turn_one_into_the_other(string layers) =>
        Assert.Empty(GeneratorHarness.Run($"using Unrolled; [Network, Input(6, 9), {layers}, MeanSquaredError] partial class Net;")
            .Result.Diagnostics);

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

    /// <summary>
    /// What a part has inside, however small the part's output is; products of these wrap in 32 bits, the second to nothing.
    /// </summary>
    [Theory]
    [InlineData(
        "Input(1, 28, 28)", "Conv2D(3000000, 1), Conv2D(1, 1)", "Use<Part> has part1.conv2d1 of 3000000×28×28", "33,554,432 values")]
    [InlineData("Input(1, 256, 256)", "Conv2D(65536, 1), Conv2D(1, 1)", "part1.conv2d1 of 65536×256×256")]
    [InlineData("Input(4)", "Dense(40000), Tanh, Dense(40000), Dense(1)", "part1.dense2.weight of 40000×40000", "268,435,456 parameters")]
    [InlineData("Input(256, 1, 1)", "Conv2D(1, 4096, Padding = 4096), GlobalAvgPool2D", "part1.conv2d1.weight of 1×256×4096×4096")]
    [InlineData("Input(2000000, 1)", "Gru(1000), Dense(1)", "part1.gru1 inputs of 2000000×3×1000")]
    public void UNR0019_too_large_inside_a_part(string input, string layers, params string[] parts) => Expect.Diagnostics(
        "UNR0019",
            $"using Unrolled; [Block, {layers}] class Part; [Network, {input}, {{|Use<Part>|}}, MeanSquaredError] partial class Net;",
            parts);

    /// <summary>The extent of the first, 2³² + 1, would wrap to 1.</summary>
    [Theory]
    [InlineData("Input(1, 1, 1048577), {|ConvTranspose2D(1, 1, Stride = 4096)|}", "makes a width of 4,294,967,297", "33,554,432 values")]
    [InlineData("Input(2000000, 1), {|Lstm(1000)|}, Dense(1)", "has lstm1 inputs of 2000000×4×1000")]
    [InlineData("Input(1, 4, 4), {|Conv2D(3000000, 1)|}, AvgPool2D(4), Flatten", "gives 3000000×4×4")]
    public void UNR0019_sizes_beyond_32_bits(string layers, params string[] parts) => Expect.Diagnostics(
        "UNR0019", $"using Unrolled; [Network, {layers}, MeanSquaredError] partial class Net;", parts);

    [Fact, Trait("Category", "Slow")]
    public void The_largest_that_fits_is_fine() => GeneratorHarness.Run(
        "using Unrolled; [Network, Input(16384), Dense(16383, Bias = false), ReLU, Dense(1, Bias = false), MeanSquaredError] partial " +
            "class Net;");
}
