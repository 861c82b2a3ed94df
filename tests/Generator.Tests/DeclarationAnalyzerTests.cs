using System.Collections.Immutable;
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
        Assert.Empty((await Diagnose(run.Output)).Where(d => d.Severity > DiagnosticSeverity.Info));
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

    private static async Task<ImmutableArray<Diagnostic>> Diagnose(Compilation compilation) =>
        await compilation.WithAnalyzers([new DeclarationAnalyzer()]).GetAnalyzerDiagnosticsAsync();
}
