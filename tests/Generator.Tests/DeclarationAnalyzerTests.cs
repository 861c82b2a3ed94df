using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Analyzers;

namespace Unrolled.Generator.Tests;

/// <summary>What is wrong with a declaration while it is typed: what the generator would say, without a run of it.</summary>
[Trait("Category", "Slow")]
public class DeclarationAnalyzerTests
{
    public static TheoryData<string> Pages => DescriptorTests.IdsWithExamples;

    /// <summary>By objects that are equal to the compiler, which prints them once.</summary>
    [Theory, MemberData(nameof(Pages))]
    public async Task Says_what_the_generator_says(string id)
    {
        string source = DescriptorTests.Example(id, "## Wrong");
        CSharpCompilation compilation = GeneratorHarness.Compile(source);
        // What is read from other files than the declaration is left to the build.
        Diagnostic[] generator = [.. GeneratorHarness.Run(compilation).Result.Diagnostics.Where(d => d.Id != "UNR0030")];
        Assert.Equal(generator.OrderBy(d => d.ToString()), (await Diagnose(compilation)).OrderBy(d => d.ToString()));
    }

    /// <summary>A class does not collide with what was generated for it.</summary>
    [Theory, MemberData(nameof(Pages))]
    public async Task Says_nothing_of_sound_classes_with_their_generated_code(string id)
    {
        GeneratorRun run = GeneratorHarness.Run(DescriptorTests.Example(id, "## Right"));
        Assert.NotEmpty(run.Result.GeneratedSources);
        Assert.DoesNotContain(await Diagnose(run.Output), d => d.Severity > DiagnosticSeverity.Info);
    }

    [Fact]
    public async Task Says_the_same_of_classes_inside_others_and_of_several_files()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(
            "using Unrolled; namespace A { partial class Outer { [Network, Input(4)] [Dense(2), Conv2D(1, 3)] partial class Net; } }",
            "using Unrolled; [Network, Input(4)] partial class Other;", "using Unrolled; [Dense(3), Dense(2)] partial class Other;");
        GeneratorRun run = GeneratorHarness.Run(compilation);
        Assert.Contains(run.Result.Diagnostics, d => d.Id == "UNR0018");
        Assert.Contains(run.Result.Diagnostics, d => d.Id == "UNR0014" || d.Id == "UNR0039");
        Assert.Equal(run.Result.Diagnostics.OrderBy(d => d.ToString()), (await Diagnose(run.Output)).OrderBy(d => d.ToString()));
    }

    [Theory]
    [InlineData("[Network, Input(4), Dense(3), MeanSquaredError] partial class Net;",
        "Net: input 4, output 3, 15 parameters, 12 multiply-adds a sample")]
    [InlineData("[Network, Input(4), Dense(3), BatchNorm, MeanSquaredError] partial class @int;",
        "int: input 4, output 3, 27 parameters (21 learned), 12 multiply-adds a sample")]
    [InlineData("[Network, Input(2, 9), Conv1D(4, 3)] partial class Net;",
        "Net: input 2×9, output 4×7, 28 parameters, 168 multiply-adds a sample")]
    public async Task Tells_what_a_sound_network_has_on_its_attribute(string declaration, string expected)
    {
        foreach (Compilation compilation in (Compilation[])[GeneratorHarness.Compile("using Unrolled; " + declaration),
            GeneratorHarness.Run("using Unrolled; " + declaration).Output])
        {
            Diagnostic found = Assert.Single(await Analyze(compilation), IsSummary);
            Assert.Equal((DiagnosticSeverity.Info, expected), (found.Severity, found.GetMessage(CultureInfo.InvariantCulture)));
            Assert.Equal("Network", found.Location.SourceTree!.ToString().Substring(found.Location.SourceSpan.Start, "Network".Length));
        }
    }

    /// <summary>The page shows the line; a build, whose output it would fill, does not.</summary>
    [Fact]
    public async Task The_page_of_the_summary_shows_what_an_editor_does()
    {
        GeneratorRun run = GeneratorHarness.Run(DescriptorTests.Example("UNR0041", "## Right"));
        Assert.Empty(run.Result.Diagnostics);
        Diagnostic found = Assert.Single(await Analyze(run.Output));
        string line = $"{found.Id}: {found.GetMessage(CultureInfo.InvariantCulture)}";
        Assert.Contains($"```text\n{line}\n```", DescriptorTests.Page("UNR0041"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_no_numbers_of_a_network_that_is_not_sound() => Assert.DoesNotContain(
        await Analyze(GeneratorHarness.Compile("using Unrolled; [Network, Input(4), Conv2D(3, 3), MeanSquaredError] partial class Net;")),
        IsSummary);

    private static bool IsSummary(Diagnostic found) => found.Id == "UNR0041";

    /// <summary>What is said of declarations, without the numbers of sound ones, which the generator does not give.</summary>
    private static async Task<IEnumerable<Diagnostic>> Diagnose(Compilation compilation) =>
        (await Analyze(compilation)).Where(static d => !IsSummary(d));

    private static async Task<ImmutableArray<Diagnostic>> Analyze(Compilation compilation) =>
        await compilation.WithAnalyzers([new DeclarationAnalyzer()]).GetAnalyzerDiagnosticsAsync();
}
