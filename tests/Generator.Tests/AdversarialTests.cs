using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>What is refused of adversarial pairs, what they give, and what an edit costs.</summary>
[Trait("Category", "Slow")]
public class AdversarialTests
{
    private const string Critic = "[Network, Input(4), Dense(3), ReLU, Dense(1), BinaryCrossEntropy] public partial class Critic;";
    private const string Painter = "[Network, Input(2), Dense(4), Tanh] public partial class Painter;";

    [Theory]
    [InlineData(
        "[Network, Input(2), Dense(5), Tanh] public partial class Painter;", Critic, "Painter gives 5, but Critic takes 4", "equal")]
    [InlineData("[Network, Input(2), Dense(4), MeanSquaredError] public partial class Painter;", Critic, "has the loss MeanSquaredError",
        "remove it from Painter")]
    [InlineData("[Network, Input(2), Embedding(9, 2), Flatten] public partial class Painter;", Critic, "takes tokens", "floats")]
    [InlineData(Painter, "[Network, Input(4), Dense(1), Sigmoid, MeanSquaredError] public partial class Critic;", "last layer is Sigmoid",
        "logits", "remove it from Critic")]
    public void UNR0028_what_is_no_pair(string painter, string critic, params string[] parts) =>
        AssertOnly("UNR0028", painter, critic, "", parts);

    [Fact]
    public void UNR0026_a_class_that_is_no_network() => AssertOnly("UNR0026", "public class Painter;", Critic, "", "Painter");

    [Theory]
    [InlineData("Input()")]
    [InlineData("Input(0)")]
    [InlineData("Input(1, 1, 1, 1, 1, 1)")]
    public void What_is_wrong_with_a_parts_input_is_said_once(string input)
    {
        string critic = Critic.Replace("Input(4)", input, StringComparison.Ordinal);

        GeneratorRun run = GeneratorHarness.Run(Source(Painter, critic, ""));

        Assert.Equal("UNR0007", Assert.Single(run.Result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error).Id);
    }

    [Theory]
    [InlineData("public static partial class Pair;", "UNR0002")]
    [InlineData("public partial record Pair;", "UNR0002")]
    [InlineData("public partial class Pair<T>;", "UNR0003")]
    [InlineData("public class Pair;", "UNR0001")]
    public void Pairs_are_ordinary_partial_classes(string declaration, string id) => Assert.Equal(
        id, Assert.Single(GeneratorHarness.Run(Source(Painter, Critic, "").Replace("public partial class Pair;", declaration,
            StringComparison.Ordinal)).Result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error).Id);

    [Fact]
    public void Least_squares_take_any_last_layer() => Assert.Empty(
        Errors(Painter, "[Network, Input(4), Dense(1), Sigmoid, MeanSquaredError] public partial class Critic;",
            "(Loss = AdversarialLoss.LeastSquares)"));

    [Fact]
    public void A_pair_compiles_and_its_generators_step_learns_nothing_of_the_discriminator()
    {
        GeneratorRun run = GeneratorHarness.Run(Source(Painter, Critic, ""));

        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        string step = run.Result.GeneratedSources.Single(s => s.HintName == "Pair.GeneratorStep-Avx2.g.cs").SourceText.ToString();
        Assert.DoesNotMatch("DiscriminatorDense\\d(Weight|Bias)Gradient", step);
        Assert.Contains("GeneratorDense1WeightGradient", step, StringComparison.Ordinal);
        Assert.Contains("DiscriminatorDense1InputGradient", step, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_elsewhere_regenerates_nothing()
    {
        GeneratorRun after = GeneratorHarness.Run(Source(Painter, Critic, "")).Edit(Source(Painter, Critic, "") + "class Unrelated;\n");

        // The information that the generator has no loss has a place in the file, which is a new one.
        string[] steps = [Steps.Spec, Steps.PairSpec];
        Assert.All(steps.SelectMany(after.Reasons), r => Assert.True(r.IsKept(), r.ToString()));
        Assert.All(after.Reasons().Where(r => r.Step == "ImplementationSourceOutput"), r => Assert.True(r.IsKept(), r.ToString()));
        Assert.Single(after.Reasons(), r => r.Step == "SourceOutput" && !r.IsKept());
    }

    private static void AssertOnly(string id, string painter, string critic, string arguments, params string[] parts)
    {
        Diagnostic found = Assert.Single(Errors(painter, critic, arguments));
        Assert.Equal(id, found.Id);
        Assert.Equal("Adversarial<Painter, Critic>" + arguments, found.Location.SourceTree!.ToString()
            .Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.All(parts, part => Assert.Contains(part, found.GetMessage(), StringComparison.Ordinal));
    }

    private static IEnumerable<Diagnostic> Errors(string painter, string critic, string arguments) =>
        GeneratorHarness.Run(Source(painter, critic, arguments)).Result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);

    private static string Source(string painter, string critic, string arguments) =>
        $"using Unrolled;\n{painter}\n{critic}\n[Adversarial<Painter, Critic>{arguments}]\npublic partial class Pair;\n";
}
