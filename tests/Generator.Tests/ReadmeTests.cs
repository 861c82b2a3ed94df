using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>What the README shows is what compiles: one file for each of its blocks.</summary>
public partial class ReadmeTests
{
    // What a new project's implicit usings bring.
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    [Fact]
    public void The_readmes_code_compiles_as_printed()
    {
        string[] blocks = [.. CodeBlock().Matches(File.ReadAllText(Path())).Select(m => m.Groups["code"].Value)];
        Assert.Equal(2, blocks.Length);

        var compilation = GeneratorHarness.Compile([ImplicitUsings, .. blocks])
            .WithOptions(GeneratorHarness.Compile().Options.WithOutputKind(OutputKind.ConsoleApplication));
        GeneratorRun run = GeneratorHarness.Run((Microsoft.CodeAnalysis.CSharp.CSharpCompilation)compilation);

        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void What_the_page_on_composition_shows_compiles()
    {
        string page = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path())!, "docs", "composition.md");
        string[] blocks = [.. CodeBlock().Matches(File.ReadAllText(page)).Select(m => m.Groups["code"].Value)];
        Assert.Equal(3, blocks.Length);
        Assert.All(blocks, block => Assert.NotEmpty(GeneratorHarness.Specs(block)));
    }

    private static string Path([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "README.md");

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
