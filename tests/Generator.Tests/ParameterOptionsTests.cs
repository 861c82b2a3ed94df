using Microsoft.CodeAnalysis;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>What <c>[Network]</c> and layers say of their parameters, from the attributes to the parameters of the graph.</summary>
[Trait("Category", "Slow")]
public class ParameterOptionsTests
{
    [Fact]
    public void Regularisation_of_the_network_is_read()
    {
        NetworkSpec spec = GeneratorHarness.Spec(
            "using Unrolled; [Network(L1 = 0.5, L2 = 1e-4, RegularizeBias = true), Input(4), Dense(2), MeanSquaredError] partial class " +
                "Net;");

        Assert.Equal((0.5, 1e-4, true), (spec.L1, spec.L2, spec.RegularizeBias));
        Assert.Equal("Dense(2)", spec.Layers[0].Declaration);
    }

    [Fact]
    public void A_network_that_says_nothing_is_not_regularised()
    {
        NetworkSpec spec = GeneratorHarness.Spec(Sources.Net("[Dense(2), MeanSquaredError]"));

        Assert.Equal((0.0, 0.0, false), (spec.L1, spec.L2, spec.RegularizeBias));
    }

    [Theory]
    [InlineData("L1 = 0.5")]
    [InlineData("L2 = 0.5")]
    [InlineData("RegularizeBias = true")]
    public void Networks_that_differ_in_an_option_are_not_equal(string option)
    {
        NetworkSpec plain = GeneratorHarness.Spec(Sources.Net("[Dense(2), MeanSquaredError]"));
        NetworkSpec other =
            GeneratorHarness.Spec($"using Unrolled; [Network({option}), Input(4), Dense(2), MeanSquaredError] public partial class Net;");

        Assert.NotEqual(plain, other);
        Assert.Equal(plain, other with { L1 = 0, L2 = 0, RegularizeBias = false });
    }

    [Fact]
    public void Options_of_a_layer_are_its_arguments()
    {
        LayerSpec layer = GeneratorHarness.Spec(Sources.Net(
            "[Dense(2, Init = Initializer.KaimingNormal, L1 = 0.25, L2 = 0.5, RegularizeBias = true, Frozen = false), MeanSquaredError]"))
                .Layers[0];

        Assert.Equal(
            [("Units", 2.0), ("Frozen", 0.0), ("Init", 4.0), ("L1", 0.25), ("L2", 0.5), ("RegularizeBias", 1.0)],
            layer.Arguments.Select(a => (a.Name, a.Value)));
        Assert.Equal(
            "Dense(2, Frozen = false, Init = Initializer.KaimingNormal, L1 = 0.25, L2 = 0.5, RegularizeBias = true)", layer.Declaration);
    }

    [Theory]
    [InlineData("Init = Unrolled.Initializer.Zeros")]
    [InlineData("Init = Mine")]
    [InlineData("Init = (Initializer)5")]
    public void An_enumeration_reads_alike_however_it_is_written(string option) => Assert.Equal(
        "Dense(2, Init = Initializer.Zeros)",
        GeneratorHarness.Spec(Sources.Net(
            $"[Dense(2, {option}), MeanSquaredError]", "partial class Net { private const Initializer Mine = Initializer.Zeros; }"))
            .Layers[0].Declaration);

    [Theory]
    [InlineData("Dense(2, L1 = -0.1)", "L1 is -0.1", "at least 0")]
    [InlineData("Dense(2, L2 = -1)", "L2 is -1", "at least 0")]
    [InlineData("Dense(2, L2 = double.NaN)", "L2 is NaN", "at least 0")]
    [InlineData("Dense(2, L1 = double.PositiveInfinity)", "L1 is Infinity", "at most")]
    [InlineData("Dense(2, L2 = 1e300)", "L2 is 1E+300", "at most")]
    [InlineData("Dense(2, Init = (Initializer)6)", "Dense(2, Init = (Initializer)6): Init is 6", "a member of Initializer")]
    [InlineData("Dense(2, Init = (Initializer)(-1))", "Init is -1", "a member of Initializer")]
    [InlineData("Conv1D(2, 3, Algorithm = (ConvolutionAlgorithm)3)", "Algorithm is 3", "a member of ConvolutionAlgorithm")]
    public void UNR0012_options_of_layers_out_of_range(string layer, params string[] parts) => Expect.Diagnostics(
        "UNR0012", Sources.Net($"[{{|{layer}|}}, ReLU, MeanSquaredError]"), parts);

    [Fact]
    public void UNR0012_a_nonlinearity_that_is_none() => Expect.Diagnostics(
        "UNR0012",
        "using Unrolled; [Network, Input(3, 2), {|Rnn(2, Nonlinearity = (Nonlinearity)2)|}, MeanSquaredError] partial class Net;",
        "Nonlinearity is 2", "a member of Nonlinearity");

    [Theory]
    [InlineData("L1 = -0.1", "L1 is -0.1", "at least 0")]
    [InlineData("L2 = double.NaN", "L2 is NaN", "at least 0")]
    [InlineData("L2 = double.PositiveInfinity", "L2 is Infinity", "at most")]
    public void UNR0012_options_of_the_network_out_of_range(string option, params string[] parts) => Expect.Diagnostics(
        "UNR0012", $"using Unrolled; [{{|Network({option})|}}, Input(4), Dense(2), MeanSquaredError] partial class Net;",
            ["Network: ", .. parts]);

    [Theory]
    [InlineData("", "", "weight 0 0.5, bias 0 0")]
    [InlineData("", "L2 = 0", "weight 0 0, bias 0 0")]
    [InlineData("", "L1 = 0.25, L2 = 2", "weight 0.25 2, bias 0 0")]
    [InlineData("", "RegularizeBias = true", "weight 0 0.5, bias 0 0.5")]
    [InlineData("RegularizeBias = true", "", "weight 0 0.5, bias 0 0.5")]
    [InlineData("RegularizeBias = true", "L2 = 0", "weight 0 0, bias 0 0")]
    [InlineData("RegularizeBias = true", "RegularizeBias = false", "weight 0 0.5, bias 0 0")]
    [InlineData("L1 = 0.125", "L2 = 2", "weight 0.125 2, bias 0 0")]
    public void A_layers_own_strength_stands_before_the_networks(string network, string layer, string expected)
    {
        string first = network.Length == 0 ? "L2 = 0.5" : $"L2 = 0.5, {network}";
        Graph graph = Build($"[Network({first}), Input(4), Dense(2{(layer.Length == 0 ? "" : ", " + layer)}), MeanSquaredError]");

        Assert.Equal(expected,
            string.Join(", ", graph.Parameters.Select(p => FormattableString.Invariant($"{p.Name.Split('.')[^1]} {p.L1} {p.L2}"))));
    }

    [Theory]
    [InlineData("Input(3, 4, 4)", "BatchNorm")]
    [InlineData("Input(4)", "LayerNorm")]
    [InlineData("Input(4, 3)", "GroupNorm(2)")]
    [InlineData("Input(4)", "Scale, Offset")]
    public void Scale_and_shift_are_regularised_as_biases_are(string input, string norm)
    {
        Parameter[] without = Learned($"[Network(L2 = 0.5), {input}, {norm}, MeanSquaredError]");
        Parameter[] with = Learned($"[Network(L2 = 0.5, RegularizeBias = true), {input}, {norm}, MeanSquaredError]");

        Assert.Equal([0f, 0f], without.Select(p => p.L2));
        Assert.Equal([0.5f, 0.5f], with.Select(p => p.L2));

        static Parameter[] Learned(string attributes) => [.. Build(attributes).Parameters.Where(p => p.Learned)];
    }

    [Fact]
    public void A_table_is_regularised_as_weights_are() => Assert.Equal(
        0.5f, Build("[Network(L2 = 0.5), Input(3), Embedding(7, 4), MeanSquaredError]").Parameters.Single().L2);

    /// <summary>
    /// Bounds and deviations of <c>torch.nn.init</c>: <c>xavier_*</c> with gain 1, <c>kaiming_*</c> with fan_in and the gain of ReLU, √2.
    /// </summary>
    [Theory]
    // [2, 5]: in 5, out 2.
    [InlineData("Input(5), Dense(2, Init = Initializer.XavierUniform)", "Uniform", 6.0 / 7)]
    [InlineData("Input(5), Dense(2, Init = Initializer.XavierNormal)", "Normal", 2.0 / 7)]
    [InlineData("Input(5), Dense(2, Init = Initializer.KaimingUniform)", "Uniform", 6.0 / 5)]
    [InlineData("Input(5), Dense(2, Init = Initializer.KaimingNormal)", "Normal", 2.0 / 5)]
    [InlineData("Input(5), Dense(2, Init = Initializer.Zeros)", "Constant", 0.0)]
    [InlineData("Input(5), Dense(2, Init = Initializer.Default)", "Uniform", 1.0 / 5)]
    // [6, 4, 3, 5]: in 4·15, out 6·15.
    [InlineData("Input(4, 9, 9), Conv2D(6, 3, 5, Init = Initializer.XavierUniform)", "Uniform", 6.0 / 150)]
    [InlineData("Input(4, 9, 9), Conv2D(6, 3, 5, Init = Initializer.KaimingNormal)", "Normal", 2.0 / 60)]
    // [6, 2, 3, 3]: PyTorch counts a group's channels as inputs but all filters as outputs.
    [InlineData("Input(4, 9, 9), Conv2D(6, 3, Groups = 2, Init = Initializer.XavierNormal)", "Normal", 2.0 / 72)]
    [InlineData("Input(4, 9, 9), Conv2D(6, 3, Groups = 2, Init = Initializer.KaimingUniform)", "Uniform", 6.0 / 18)]
    // [6, 4, 3]: in 4·3, out 6·3.
    [InlineData("Input(4, 9), Conv1D(6, 3, Init = Initializer.KaimingUniform)", "Uniform", 6.0 / 12)]
    // [4, 6, 3, 3]: the filters stand where the rule looks for inputs.
    [InlineData("Input(4, 9, 9), ConvTranspose2D(6, 3, Init = Initializer.KaimingUniform)", "Uniform", 6.0 / 54)]
    [InlineData("Input(4, 9, 9), ConvTranspose2D(6, 3, Init = Initializer.XavierUniform)", "Uniform", 6.0 / 90)]
    // [7, 4]: in 4, out 7.
    [InlineData("Input(3), Embedding(7, 4, Init = Initializer.XavierNormal)", "Normal", 2.0 / 11)]
    [InlineData("Input(3), Embedding(7, 4)", "Normal", 1.0)]
    // [4·3, 5]: in 5, out 12.
    [InlineData("Input(6, 5), Lstm(3, Init = Initializer.XavierUniform)", "Uniform", 6.0 / 17)]
    public void Init_is_counted_as_by_torch_nn_init(string layer, string distribution, double square)
    {
        Parameter weight = Build($"[Network, {layer}, MeanSquaredError]").Parameters[0];

        Assert.Equal(new Graphs.Initial(distribution, (float)Math.Sqrt(square)), weight.Initial);
    }

    [Fact]
    public void Init_leaves_biases_and_scales_as_they_are()
    {
        Graph graph =
            Build("[Network, Input(4), Dense(9, Init = Initializer.Zeros), BatchNorm(Init = Initializer.KaimingNormal), MeanSquaredError]");

        Assert.Equal(
            [
                ("dense1.weight", Graphs.Initial.Constant(0)), ("dense1.bias", Graphs.Initial.Uniform(0.5)),
                ("batchnorm1.weight", Graphs.Initial.Constant(1)), ("batchnorm1.bias", Graphs.Initial.Constant(0)),
                ("batchnorm1.running_mean", Graphs.Initial.Constant(0)), ("batchnorm1.running_var", Graphs.Initial.Constant(1)),
            ],
            graph.Parameters.Select(p => (p.Name, p.Initial)));
    }

    [Fact]
    public void Each_initializer_has_its_number() => Assert.Equal(
        ["Default", "XavierUniform", "XavierNormal", "KaimingUniform", "KaimingNormal", "Zeros"], Enum.GetNames<Initializer>());

    [Fact]
    public void Parameters_with_slots_come_first_and_what_is_not_learned_last()
    {
        Graph graph = Build("""
            [Network, Input(3), Embedding(5, 2), Flatten, Dense(4, Frozen = true), BatchNorm, Dense(3), MeanSquaredError]
            """);

        Assert.Equal(
            [
                ("dense2.weight", 0), ("dense2.bias", 12),
                ("embedding1.weight", 15), ("batchnorm1.weight", 25), ("batchnorm1.bias", 29),
                ("dense1.weight", 33), ("dense1.bias", 57), ("batchnorm1.running_mean", 61), ("batchnorm1.running_var", 65),
            ],
            graph.Parameters.OrderBy(p => p.Offset).Select(p => (p.Name, p.Offset)));
        Assert.Equal((15, 33, 69), (graph.SlottedCount, graph.LearnedCount, graph.ParameterCount));
    }

    [Fact]
    public void What_differs_from_the_defaults_is_written_into_the_information()
    {
        GeneratorRun run = GeneratorHarness.Run("""
            using Unrolled;
            [Network(L2 = 0.5), Input(3, 4, 4), Conv2D(2, 3, Frozen = true), BatchNorm(L1 = 0.25)]
            [Flatten, Dense(2, L1 = 0.25, RegularizeBias = true), MeanSquaredError]
            partial class Net;
            """);
        string surface = Text(run, "Net.g.cs"), dispatch = Text(run, "Net-Dispatch.g.cs");

        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        const string Drawn = "new(global::Unrolled.Distribution.Uniform, 0.192450091f)";
        const string Constant = "new(global::Unrolled.Distribution.Constant, 1f)";
        Assert.Contains(
            $$"""new("conv2d1.weight", [2, 3, 3, 3], [1, 18, 6, 2], 22, {{Drawn}}) { Learned = false },""", surface,
            StringComparison.Ordinal);
        Assert.Contains($"""new("batchnorm1.weight", [2], [1], 18, {Constant}),""", surface, StringComparison.Ordinal);
        Assert.Contains("""{ L1 = 0.25f, L2 = 0.5f },""", Line(surface, "new(\"dense1.bias\""), StringComparison.Ordinal);
        Assert.Contains("""Counters = ["batchnorm1.num_batches_tracked"],""", surface, StringComparison.Ordinal);
        Assert.Contains("/// Conv2D(2, 3, Frozen = true) ", surface, StringComparison.Ordinal);
        Assert.EndsWith(" 22", Line(surface, "/// learned"), StringComparison.Ordinal);
        Assert.Contains("SlottedCount = 18,", dispatch, StringComparison.Ordinal);
        Assert.Contains("LearnedCount = 22,", dispatch, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_tokens_predicts_from_tokens()
    {
        GeneratorRun run =
            GeneratorHarness.Run("using Unrolled; [Network, Input(3), Embedding(7, 4), MeanSquaredError] partial class Net;");

        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Contains("Predict(global::System.ReadOnlySpan<int> tokens, global::System.Span<float> outputs)", Text(run, "Net.g.cs"),
            StringComparison.Ordinal);
        Assert.DoesNotContain("ReadOnlySpan<float>", Text(run, "Net.g.cs"), StringComparison.Ordinal);
        Assert.Contains("Tokens = 7,", Text(run, "Net-Dispatch.g.cs"), StringComparison.Ordinal);
    }

    private static Graph Build(string attributes) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec($"using Unrolled; {attributes} partial class Net;")).Graph!;

    private static string Text(GeneratorRun run, string file) =>
        run.Result.GeneratedSources.Single(s => s.HintName == file).SourceText.ToString();

    private static string Line(string text, string part) => text.Split('\n').First(line => line.Contains(part, StringComparison.Ordinal));
}
