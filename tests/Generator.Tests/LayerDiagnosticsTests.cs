namespace Unrolled.Generator.Tests;

/// <summary>What is refused of input, layers and loss. Marks show where each diagnostic must stand.</summary>
public class LayerDiagnosticsTests
{
    [Fact]
    public void UNR0005_no_input() => Expect.Diagnostics(
        "UNR0005", "using Unrolled; [Network, Dense(2), MeanSquaredError] partial class {|Net|};", "Net has no input", "[Input(784)]");

    [Fact]
    public void Tokens_have_no_gradient() => Expect.Diagnostics(
        "UNR0012", "using Unrolled; [{|Network(InputGradient = true)|}, Input(4), Embedding(5, 2), MeanSquaredError] partial class Net;",
            "InputGradient is true", "tokens");

    [Fact]
    public void UNR0006_two_inputs() => Expect.Diagnostics(
        "UNR0006", "using Unrolled; [Network, Input(4), {|Input(1, 2)|}, Dense(2), MeanSquaredError] partial class Net;",
        "Input(1, 2) is a second input of Net", "Input(4)", "remove");

    [Theory]
    [InlineData("Input", "has no extents", "Input(784)")]
    [InlineData("Input(null)", "has no extents", "Input(784)")]
    [InlineData("Input(0)", "Input(0) has the extent 0", "at least 1")]
    [InlineData("Input(3, -2)", "Input(3, -2) has the extent -2", "at least 1")]
    [InlineData("Input(1, 2, 3, 4, 5, 6)", "has 6 extents", "at most 5")]
    [InlineData("Input(1000000, 1000)", "more than 33,554,432 elements", "smaller")]
    [InlineData("Input(2147483647, 2147483647, 2147483647)", "more than 33,554,432 elements", "smaller")]
    public void UNR0007_inputs_without_a_usable_shape(string input, params string[] parts) => Expect.Diagnostics(
        "UNR0007", $"using Unrolled; [Network, {{|{input}|}}, Dense(2), MeanSquaredError] partial class Net;", parts);

    [Fact]
    public void UNR0008_no_layers() => Expect.Diagnostics(
        "UNR0008", "using Unrolled; [Network, Input(4)] partial class {|Net|};", "Net has no layers", "[Dense(10)]");

    [Fact]
    public void UNR0008_nothing_but_a_loss() => Expect.Diagnostics(
        "UNR0008", "using Unrolled; [Network, Input(4), MeanSquaredError] partial class {|Net|};", "Net has no layer but its loss",
            "[Dense(10)]");

    [Fact]
    public void A_part_that_cannot_be_read_is_no_missing_layer() => Expect.Diagnostics(
        "UNR0012", "using Unrolled; [Block, Dense(0)] class Bad; [Network, Input(4), {|Use<Bad>|}, MeanSquaredError] partial class Net;",
        "Dense(0) in Bad");

    [Fact]
    public void UNR0009_no_loss() => Expect.Diagnostics(
        "UNR0009", "using Unrolled; [Network, Input(4), Dense(2)] partial class {|Net|};",
        "Net has no loss", "[SoftmaxCrossEntropy]", "[MeanSquaredError]");

    [Fact]
    public void UNR0010_a_loss_that_is_not_last() => Expect.Diagnostics(
        "UNR0010", Sources.Net("[Dense(2), {|MeanSquaredError|}, ReLU, Dense(3)]"), "MeanSquaredError is followed by Dense(3)",
            "move it to the end of Net's");

    [Fact]
    public void UNR0011_a_second_loss() => Expect.Diagnostics(
        "UNR0011", Sources.Net("[Dense(2), MeanSquaredError, {|SoftmaxCrossEntropy|}]"),
        "SoftmaxCrossEntropy is a second loss of Net", "which has MeanSquaredError", "remove");

    [Theory]
    [InlineData("Dense(0)", "Dense(0): Units is 0", "at least 1")]
    [InlineData("Dense(-3)", "Dense(-3): Units is -3", "at least 1")]
    [InlineData("Dense(2147483647)", "Units is 2147483647", "at most 268,435,456")]
    [InlineData("Conv2D(2, 0)", "Conv2D(2, 0): Kernel is 0", "at least 1")]
    [InlineData("Conv2D(2, 3, 0)", "Conv2D(2, 3, 0): KernelWidth is 0", "at least 1")]
    [InlineData("Conv2D(2, 3, Stride = 0)", "Stride is 0", "at least 1")]
    [InlineData("Conv2D(2, 3, PaddingHeight = -2)", "PaddingHeight is -2", "at least -1")]
    [InlineData("Conv2D(2, 3, PaddingTop = -2)", "PaddingTop is -2", "at least -1")]
    [InlineData("Conv2D(2, 3, Same = (SamePadding)3)", "Same is 3", "a member of SamePadding")]
    [InlineData("MaxPool2D(2, SizeWidth = -1)", "SizeWidth is -1", "at least 0")]
    [InlineData("MaxPool2D(2, Dilation = 0)", "Dilation is 0", "at least 1")]
    [InlineData("Conv2D(2, 3, Groups = 0)", "Groups is 0", "at least 1")]
    [InlineData("MaxPool2D(0)", "Size is 0", "at least 1")]
    [InlineData("Conv1D(2, 0)", "Kernel is 0", "at least 1")]
    [InlineData("ConvTranspose2D(2, 3, OutputPadding = -1)", "OutputPadding is -1", "at least 0")]
    [InlineData("Reshape(2, -2)", "Reshape(2, -2): Shape is -2", "at least 1")]
    [InlineData("Pad(1, 5000)", "Pad(1, 5000): Amounts is 5000", "at most 4096")]
    [InlineData("Pad(1, 1, Mode = (PadMode)4)", "Mode is 4", "a member of PadMode")]
    [InlineData("Pad(1, 1, Value = double.NaN)", "Value is NaN", "at least")]
    [InlineData("Upsample(0)", "Factor is 0", "at least 1")]
    [InlineData("Upsample(2, Mode = (UpsampleMode)2)", "Mode is 2", "a member of UpsampleMode")]
    [InlineData("PixelShuffle(-1)", "Factor is -1", "at least 1")]
    [InlineData("Transpose(0, 5)", "Axes is 5", "at most 4")]
    [InlineData("LeakyReLU(0)", "Slope is 0", "at least")]
    [InlineData("LeakyReLU(double.NaN)", "Slope is NaN", "at least")]
    [InlineData("ELU(-0.5)", "Alpha is -0.5", "at least 0")]
    [InlineData("Softplus(0)", "Beta is 0", "at least")]
    [InlineData("CELU(0)", "Alpha is 0", "at least")]
    [InlineData("Clip(double.NaN)", "Min is NaN", "at least")]
    [InlineData("Clip(max: double.PositiveInfinity)", "Max is", "at most")]
    [InlineData("HardSigmoid(double.NaN)", "Alpha is NaN", "at least")]
    [InlineData("ThresholdedReLU(-1)", "Alpha is -1", "at least 0")]
    [InlineData("GroupNorm(0)", "Groups is 0", "at least 1")]
    [InlineData("RMSNorm(Epsilon = 0)", "Epsilon is 0", "at least")]
    [InlineData("LocalResponseNorm(0)", "Size is 0", "at least 1")]
    [InlineData("LocalResponseNorm(5, beta: 99)", "Beta is 99", "at most 64")]
    [InlineData("Mean(9)", "Axes is 9", "at most 4")]
    [InlineData("Pow(65)", "Exponent is 65", "at most 64")]
    [InlineData("GELU(Approximate = (GELUApproximation)2)", "Approximate is 2", "a member of GELUApproximation")]
    [InlineData("Softplus(1, double.PositiveInfinity)", "Threshold is", "at most")]
    public void UNR0012_arguments_out_of_range(string layer, params string[] parts) => Expect.Diagnostics(
        "UNR0012", Sources.Net($"[{{|{layer}|}}, Dense(2), MeanSquaredError]"), parts);

    [Theory]
    [InlineData("Huber(0)", "Huber(0): Delta is 0", "at least")]
    [InlineData("SoftmaxCrossEntropy(LabelSmoothing = -0.1)", "LabelSmoothing is -0.1", "at least 0")]
    [InlineData("SoftmaxCrossEntropy(LabelSmoothing = 1.5)", "LabelSmoothing is 1.5", "at most 1")]
    public void UNR0012_arguments_of_losses_out_of_range(string loss, params string[] parts) => Expect.Diagnostics(
        "UNR0012", Sources.Net($"[Dense(2), {{|{loss}|}}]"), parts);

    [Fact]
    public void UNR0012_each_argument_is_told() => Expect.Diagnostics(
        "UNR0012", "using Unrolled; [{|Network(Unroll = -1)|}, Input(4), {|Dense(0)|}, {|Dense(-1)|}, MeanSquaredError] partial class Net;",
            "must be");

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("my layer")]
    [InlineData("a-b")]
    [InlineData("größe")]
    public void UNR0013_names_that_cannot_be_members(string name) => Expect.Diagnostics(
        "UNR0013", Sources.Net($"[{{|Dense(2, Name = \"{name}\")|}}, MeanSquaredError]"), $"Dense(2) cannot be named \"{name}\"",
            "features.0");

    [Fact]
    public void UNR0014_layers_on_two_declarations_of_one_file() => Expect.Diagnostics(
        "UNR0014", Sources.Net("[Dense(2), ReLU]", "partial class Net; [{|Dense(3)|}, MeanSquaredError] partial class Net;"),
        "Dense(3) stands on another declaration of Net than Dense(2)", "put all of them on one");

    [Fact]
    public void UNR0014_layers_in_three_files() => Expect.Diagnostics(
        "UNR0014",
        [
            "using Unrolled; [{|Dense(1)|}, ReLU] partial class Net;",
            "using Unrolled; [Network, Input(4), Dense(2)] partial class Net;",
            "using Unrolled; [{|MeanSquaredError|}] partial class Net;",
        ],
        unsafeCode: true, "stands on another declaration of Net than Dense(2)");

    [Fact]
    public void UNR0016_two_layers_of_one_name() => Expect.Diagnostics(
        "UNR0016", Sources.Net("""[Dense(2, Name = "fc"), {|Dense(3, Name = "fc")|}, MeanSquaredError]"""),
        "Dense(3) and Dense(2) are both named \"fc\"", "another Name");

    [Fact]
    public void UNR0016_a_name_that_is_anothers_default() => Expect.Diagnostics(
        "UNR0016", Sources.Net("""[{|Dense(2, Name = "dense2")|}, Dense(3), MeanSquaredError]"""),
            "Dense(2) and Dense(3) are both named \"dense2\"");

    [Theory]
    [InlineData("a.b", "aB", "AB")]
    [InlineData("x1.1", "x.11", "X11")]
    [InlineData("Fc", "fc", "Fc")]
    [InlineData("0", "_0", "_0")]
    public void UNR0016_names_that_make_one_member(string one, string two, string member) => Expect.Diagnostics(
        "UNR0016", Sources.Net($"[Dense(2, Name = \"{one}\"), {{|Dense(3, Name = \"{two}\", Bias = false)|}}, MeanSquaredError]"),
        $"are named \"{two}\" and \"{one}\"", $"calls {member};", "another Name");

    [Fact]
    public void UNR0016_a_name_that_makes_the_same_members_as_a_default() => Expect.Diagnostics(
        "UNR0016", Sources.Net("""[{|Dense(2, Name = "Relu1")|}, ReLU, MeanSquaredError]"""),
            "are named \"Relu1\" and \"relu1\"", "calls Relu1;");

    [Theory, Trait("Category", "Slow")]
    [InlineData("0", "_0Weight")]
    [InlineData("features.0", "Features0Weight")]
    [InlineData("encoder.layer_1.fc", "EncoderLayer_1FcWeight")]
    [InlineData("_private", "_privateWeight")]
    public void Names_as_PyTorch_has_them_are_fine(string name, string member)
    {
        Assert.Equal(name, GeneratorHarness.Spec(Sources.Net($"[Dense(2, Name = \"{name}\"), MeanSquaredError]")).Layers[0].Name);
        Assert.Equal(member, Model.MemberNames.Of(name + ".weight"));
    }

    [Fact]
    public void UNR0023_an_input_without_a_network() => Expect.Diagnostics(
        "UNR0023", "using Unrolled; [{|Input(4)|}, Dense(2), MeanSquaredError] partial class Net;", "Net has an input but is no network",
            "add [Network]");

    [Fact]
    public void A_pragma_silences_a_warning() => Assert.DoesNotContain(
        GeneratorHarness.Run("#pragma warning disable UNR0023\nusing Unrolled; [Input(4), Dense(2), MeanSquaredError] partial class Net;")
            .Result.Diagnostics,
        d => !d.IsSuppressed);

    [Fact]
    public void Mistakes_of_different_kinds_are_told_together()
    {
        GeneratorRun run = GeneratorHarness.Run("using Unrolled; [Network, Input(0), Dense(0), ReLU] class Net { int Info; }");

        Assert.Equal(["UNR0001", "UNR0007", "UNR0009", "UNR0012", "UNR0017"], run.Result.Diagnostics.Select(d => d.Id).Order());
    }
}
