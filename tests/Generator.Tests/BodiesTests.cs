using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>A project may leave bodies out; what remains is chosen rightly.</summary>
[Trait("Category", "Slow")]
public class BodiesTests
{
    private const string Source = """
        using Unrolled;
        [Network, Input(2), Dense(4), Tanh] public partial class Painter;
        [Network, Input(4), Dense(3), ReLU, Dense(1), BinaryCrossEntropy] public partial class Critic;
        [Adversarial<Painter, Critic>] public partial class Pair;
        """;

    [Theory]
    [InlineData("", "Avx512", "Avx2", "Vector128")]
    [InlineData("Vector128", "Vector128")]
    [InlineData("Vector128,Avx2", "Avx2", "Vector128")]
    [InlineData(" avx2 , AVX512 ", "Avx512", "Avx2")]
    [InlineData("Avx2,Avx2", "Avx2")]
    [InlineData(",", "Avx512", "Avx2", "Vector128")]
    public void The_bodies_that_are_named_are_made_and_compile(string named, params string[] bodies)
    {
        GeneratorRun run = GeneratorHarness.RunWithBodies(named, Source);

        Assert.Empty(run.Result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        string[] networks = ["Painter", "Critic", "Pair.GeneratorStep", "Pair.DiscriminatorStep"];
        Assert.Equal(
            networks.SelectMany(n => bodies.Append("Dispatch").Select(b => $"{n}-{b}.g.cs")).Order(StringComparer.Ordinal),
            run.Result.GeneratedSources.Select(s => s.HintName).Where(n => n.Contains('-')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_body_that_every_machine_has_needs_no_guard()
    {
        string dispatch = Text("Vector128", "Critic-Dispatch.g.cs");

        Assert.DoesNotContain("if (", dispatch, StringComparison.Ordinal);
        Assert.DoesNotContain("throw", dispatch, StringComparison.Ordinal);
        Assert.Contains("_ => global::Unrolled.Generated._Critic.Vector128Body.Plan", dispatch, StringComparison.Ordinal);
        string surface = Text("Vector128", "Critic.g.cs");
        Assert.Contains("BodySelection.Current([global::Unrolled.Body.Vector128])", surface, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Avx2", "[global::Unrolled.Body.Avx2]")]
    [InlineData("Avx512,Avx2", "[global::Unrolled.Body.Avx512, global::Unrolled.Body.Avx2]")]
    public void Without_it_each_body_has_a_guard_and_no_other_runs(string named, string list)
    {
        string dispatch = Text(named, "Critic-Dispatch.g.cs");

        Assert.Equal(named.Split(',').Length, dispatch.Split("if (").Length - 1);
        Assert.Contains($"throw global::Unrolled.Generated.BodySelection.None({list});", dispatch, StringComparison.Ordinal);
        Assert.Contains($"BodySelection.Current({list})", Text(named, "Critic.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void All_bodies_by_name_are_all_bodies() =>
        Assert.Equal(Text("", "Critic-Dispatch.g.cs"), Text("Avx512,Avx2,Vector128", "Critic-Dispatch.g.cs"));

    [Fact]
    public void UNR0034_an_unknown_name_is_an_error_and_the_only_one()
    {
        GeneratorRun run = GeneratorHarness.RunWithBodies("Avx2,Neon", Source);

        Diagnostic found = Assert.Single(run.Result.Diagnostics, d => d.Severity >= DiagnosticSeverity.Warning);
        Assert.Equal("UNR0034", found.Id);
        Assert.Contains("'Neon', which is no body; name some of Avx512, Avx2, Vector128", found.GetMessage(), StringComparison.Ordinal);
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void Other_options_of_the_project_regenerate_nothing()
    {
        GeneratorRun run = GeneratorHarness.RunWithBodies("Avx2", Source);

        Assert.Empty(With("Avx2").Regenerated());
        Assert.Contains("Critic", With("Vector128").Regenerated());

        GeneratorRun With(string bodies) =>
            GeneratorRun.Of(run.Driver.WithUpdatedAnalyzerConfigOptions(new BuildOptions(bodies)), run.Input);
    }

    private static string Text(string bodies, string file) =>
        GeneratorHarness.RunWithBodies(bodies, Source).Result.GeneratedSources.Single(s => s.HintName == file).SourceText.ToString();
}
