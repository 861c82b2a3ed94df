using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;

namespace Unrolled.Generator.Tests;

/// <summary>Networks made of parts: what is refused and where, names, what is emitted, and what an edit costs.</summary>
[Trait("Category", "Slow")]
public class CompositionTests
{
    private const string Keep = "[Block, Dense(4), Tanh] class Keep;", Half = "[Block, Dense(2)] class Half;";

    [Fact]
    public void Tensors_are_named_below_their_parts()
    {
        Graph graph = Build(
            "Residual<Outer>(Projection = true), Branch<Half, Half>, Use<Keep>(Name = \"neck.0\")",
            "[Block, Repeat<Keep>(2), Dense(3)] class Outer;", Keep, Half);

        Assert.Equal(
            ["outer1.keep1.0.dense1", "outer1.keep1.1.dense1", "outer1.dense1", "outer1.projection", "branch1.half1.dense1",
                "branch1.half2.dense1", "neck.0.dense1"],
            graph.Parameters.Select(p => p.Name[..p.Name.LastIndexOf('.')]).Distinct());
    }

    [Fact]
    public void Tied_parts_have_one_set_of_parameters() => Assert.Equal(
        (4 * 4) + 4, Build("Repeat<Keep>(5, Tied = true)", Keep).ParameterCount);

    [Fact]
    public void UNR0026_a_class_that_is_no_part() => Refused(
        "UNR0026", "{|Use<Plain>|}, Dense(2)", "class Plain;", "Plain");

    [Fact]
    public void UNR0026_a_block_without_layers() => Refused(
        "UNR0026", "{|Use<Empty>|}, Dense(2)", "[Block] class Empty;", "Empty");

    [Fact]
    public void UNR0027_a_block_that_contains_itself() => Refused(
        "UNR0027", "{|Use<Loop>|}, Dense(2)", "[Block, Dense(4), Residual<Loop>] class Loop;", "Loop", "which contains");

    [Fact]
    public void UNR0027_two_blocks_that_contain_each_other() => Refused(
        "UNR0027", "{|Use<A>|}, Dense(2)", "[Block, Use<B>] class A; [Block, Dense(4), Use<A>] class B;",
            "A, which contains B, which contains A");

    [Fact]
    public void UNR0027_a_network_that_contains_itself() => Refused(
        "UNR0027", "Dense(4), {|Use<Net>|}, Dense(2)", "", "Net");

    [Fact]
    public void UNR0018_a_network_beyond_all_reason() => Refused(
        "UNR0018", "{|Repeat<A>(100)|}, Dense(2)",
        "[Block, Repeat<B>(100)] class A; [Block, Repeat<C>(100)] class B; [Block, ReLU] class C;", "beyond the 20,000 operations",
            "two networks");

    [Fact]
    public void UNR0018_more_code_than_anyone_would_compile() => Refused(
        "UNR0018", string.Join(", ", Enumerable.Range(1, 500).Select(i => $"Dense({i})")) + ", {|Dense(501)|}", "",
            "beyond the 500 different layers");

    [Fact]
    public void UNR0012_code_longer_than_an_instruction_cache() => Expect.Diagnostics(
        "UNR0012", "using Unrolled; [{|Network(Unroll = 2000000000)|}, Input(4), Dense(2), MeanSquaredError] partial class Net;",
            "at most 16,384");

    [Fact]
    public void UNR0032_layers_that_nobody_uses() => Refused(
        "UNR0032", "Dense(4), {|Sigmoid|}, {|Dense(5)|}, {|Use<Idle>|}, ReLU(From = \"dense1\"), Dense(2)",
        "[Block, Dense(4), Tanh] class Idle;", "computes what nobody uses");

    [Fact]
    public void UNR0032_a_layer_that_nobody_uses_inside_a_block() => Refused(
        "UNR0032", "{|Use<Idle>|}, Dense(2)", "[Block, Dense(4), Dense(5), Tanh(From = \"dense1\")] class Idle;",
            "Dense(5) of Idle computes");

    [Theory]
    [InlineData("Dense(4), {|Add(\"relu7\")|}", "takes the output of \"relu7\"", "dense1")]
    [InlineData("Dense(4), {|ReLU(From = \"later\")|}, Dense(4, Name = \"later\")", "\"later\"", "dense1")]
    [InlineData("Dense(4), Dense(3), {|Add(\"dense1\")|}", "joins values of one shape", "3 and 4")]
    [InlineData("Dense(4), Reshape(2, 2), {|Multiply(\"dense1\")|}", "one element a channel, but gets 2×2 and 4", "reshape or pool")]
    [InlineData("Dense(4), Reshape(2, 2), Reshape(1, 2, 2), {|Divide(\"reshape1\")|}", "gets 1×2×2 and 2×2")]
    [InlineData("Reshape(2, 2, 1), Conv2D(2, 1, Name = \"a\"), Conv2D(3, 2, Padding = 1), {|Concat(\"a\")|}, Flatten",
        "joins values that differ in channels or features alone")]
    [InlineData("Reshape(2, 2, 1), {|Residual<Flat>(Projection = true)|}", "adds values of one shape but gets 2 and 2×2×1")]
    [InlineData(
        "Reshape(1, 4), Conv1D(1, 2), {|Use<Turned>|}, Flatten", "turned1.batchnorm1.weight of 1", "itself it is 3", "mean something else")]
    [InlineData("{|Residual<Half>|}", "adds values of one shape but gets 2 and 4", "Projection = true")]
    [InlineData("{|Branch<Keep, Half>(Join = Join.Add)|}", "adds values of one shape but gets 4 and 2", "one shape")]
    [InlineData("Dense(3), {|Use<Other>|}", "takes 4, as Other declares, but gets 3", "block")]
    [InlineData("{|Use<Inner>|}", "inside Inner", "Conv2D(2, 3)")]
    [InlineData("{|Use<Twice>|}", "inside Twice", "a.weight", "another Name")]
    [InlineData("Use<Keep>, {|Dense(2, Name = \"keep1.dense1\")|}", "keep1.dense1.weight", "another Name")]
    [InlineData("{|Repeat<Norm>(2, Tied = true)|}", "cannot be tied", "statistics")]
    [InlineData("{|Repeat<Half>(2, Tied = true)|}", "cannot be tied", "weight is 2×4 in the first place and would be 2×2 in the next")]
    public void UNR0018_what_does_not_fit(string layers, params string[] parts) => Expect.Diagnostics(
        "UNR0018", Source(
            layers, Keep, Half, "[Block, Flatten, Dense(2)] class Flat;",
            "[Network, Input(1, 3), BatchNorm, MeanSquaredError] partial class Turned;",
            "[Network, Input(4), Dense(3), MeanSquaredError] partial class Other;", "[Block, Conv2D(2, 3)] class Inner;",
                "[Block, Dense(4), BatchNorm] class Norm;", "[Block, Dense(4, Name = \"a\"), Dense(4, Name = \"a\")] class Twice;"), parts);

    /// <summary>A wide weight is summed in another way than one over steps.</summary>
    [Fact]
    public void UNR0018_a_tied_wide_layer_whose_next_place_has_steps() => Refused(
        "UNR0018", "Dense(512), {|Repeat<Rising>(2, Tied = true)|}, Flatten", "[Block, Dense(512), Reshape(1, 512)] class Rising;",
        "a flat input in the first place and steps in the next");

    [Theory]
    [InlineData("{|Repeat<Keep>(0)|}", "Count is 0")]
    [InlineData("{|Repeat<Keep>(-1)|}", "Count is -1")]
    public void Counts_are_at_least_one(string layers, string part)
    {
        GeneratorRun run = GeneratorHarness.Run(
            Source(layers.Replace("{|", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal), Keep));
        Assert.Contains(part, Assert.Single(run.Result.Diagnostics).GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_a_part_without_its_loss()
    {
        Graph graph = GeneratorHarness.Specs(
            Source("Use<Other>, Dense(2)", "[Network, Input(4), Dense(3), SoftmaxCrossEntropy] partial class Other;"))
            .Where(s => s.Name == "Net").Select(s => NetworkGraph.TryBuild(s).Graph!).Single();

        Assert.Equal(["other1.dense1.weight", "other1.dense1.bias", "dense1.weight", "dense1.bias"], graph.Parameters.Select(p => p.Name));
    }

    [Fact]
    public void A_frozen_prefix_has_no_backward()
    {
        string kernels = Body("Use<Deep>(Frozen = true), Dense(2)", "[Block, Dense(8), BatchNorm, ReLU, Dense(5), Tanh] class Deep;");

        Assert.DoesNotMatch("Deep1\\w*Gradient|Statistics", kernels);
        Assert.Contains("Deep1Dense1Forward", kernels, StringComparison.Ordinal);
        Assert.Contains("Dense1WeightGradient", kernels, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeated_blocks_are_called_not_copied()
    {
        string few = Body("Repeat<Stage>(5), Dense(2)", Stage), many = Body("Repeat<Stage>(50), Dense(2)", Stage);

        Assert.NotEqual(0, Kernels(few));
        Assert.Equal(Kernels(few), Kernels(many));
        Assert.True(many.Length < 3 * few.Length, $"{many.Length} characters after {few.Length}");

        static int Kernels(string text) => Regex.Count(text, "private static void (?!Train|Predict|Evaluate|Step)");
    }

    [Fact]
    public void A_part_in_another_file_is_followed()
    {
        const string Net = "using Unrolled; [Network, Input(4), Use<Keep>, Dense(2), MeanSquaredError] partial class Net;";
        GeneratorRun before = GeneratorHarness.Run("using Unrolled; [Block, Dense(4), Tanh] class Keep;", Net);
        GeneratorRun elsewhere = before.Edit("using Unrolled; class Unrelated; [Block, Dense(4), Tanh] class Keep { int _x; }");
        GeneratorRun changed = before.Edit("using Unrolled; [Block, Dense(5), Tanh] class Keep;");

        Assert.All(elsewhere.Reasons().Where(r => r.Step != Steps.Parsed), r => Assert.True(r.IsKept(), r.ToString()));
        Assert.Equal(IncrementalStepRunReason.Modified, Assert.Single(changed.Reasons(Steps.Spec)).Reason);
        Assert.Equal([("keep1.dense1.weight", 20), ("keep1.dense1.bias", 5), ("dense1.weight", 10), ("dense1.bias", 2)],
            NetworkGraph.TryBuild(Assert.Single(changed.Specs)).Graph!.Parameters.Select(p => (p.Name, p.Shape.Length)));
    }

    private const string Stage = "[Block, Residual<Keep>, ReLU] class Stage; [Block, Dense(4), ReLU, Dense(4)] class Keep;";

    private static string Source(string layers, params string[] parts) =>
        $"using Unrolled;\n[Network, Input(4)]\n[{layers}]\n[MeanSquaredError]\npublic partial class Net;\n{string.Join("\n", parts)}\n";

    private static void Refused(string id, string layers, string part, params string[] words) =>
        Expect.Diagnostics(id, Source(layers, part), words);

    private static Graph Build(string layers, params string[] parts) =>
        NetworkGraph.TryBuild(GeneratorHarness.Spec(Source(layers, parts))).Graph!;

    private static string Body(string layers, params string[] parts) =>
        GeneratorHarness.Run(Source(layers, parts)).Result.GeneratedSources.Single(s => s.HintName == "Net-Avx2.g.cs")
            .SourceText.ToString();
}
