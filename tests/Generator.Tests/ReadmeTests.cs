using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>What the README shows is what compiles: one file for each of its blocks.</summary>
public partial class ReadmeTests
{
    // What a new project's implicit usings bring.
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    [Fact, Trait("Category", "Slow")]
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
    public void The_readme_fits_a_screen_and_says_how_to_begin()
    {
        string[] lines = File.ReadAllLines(Path());

        Assert.True(lines.Length <= 70, $"{lines.Length} lines");
        Assert.All(lines, static line => Assert.True(line.Length <= 140, line));
        Assert.All(
            ["dotnet add package Unrolled", "dotnet test --filter Category!=Slow"],
            command => Assert.Contains(lines, line => line.Contains(command, StringComparison.Ordinal)));
    }

    /// <summary>A package's page lies in no repository: what it leads to must be elsewhere.</summary>
    [Theory]
    [InlineData("Runtime", "Unrolled")]
    [InlineData("Data", "Unrolled.Data")]
    [InlineData("Console", "Unrolled.Console")]
    [InlineData("Plots", "Unrolled.Plots")]
    [InlineData("Onnx", "Unrolled.Onnx")]
    [InlineData("Tool", null)]
    public void The_page_of_a_package_leads_nowhere_and_says_how_to_add_it(string project, string? package)
    {
        string page = File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path())!, "src", project, "README.md"));

        Assert.DoesNotMatch(RelativeLink(), page);
        Assert.Contains(package is null ? "dotnet tool install" : $"dotnet add package {package}\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_the_package_shows_the_readmes_code()
    {
        string page = File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path())!, "src", "Runtime", "README.md"));

        Assert.All(CodeBlock().Matches(File.ReadAllText(Path())), block => Assert.Contains(block.Value, page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_on_layers_lists_them_all()
    {
        string page = File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path())!, "docs", "layers.md"));
        IEnumerable<string> names = typeof(LayerAttribute).Assembly.GetExportedTypes()
            .Where(static type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(LayerAttribute)))
            .Select(static type => type.Name.Split('`')[0].Replace("Attribute", "", StringComparison.Ordinal));

        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Fact, Trait("Category", "Slow")]
    public void What_the_page_on_composition_shows_compiles()
    {
        string page = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path())!, "docs", "composition.md");
        string[] blocks = [.. CodeBlock().Matches(File.ReadAllText(page)).Select(m => m.Groups["code"].Value)];
        Assert.Equal(3, blocks.Length);
        Assert.All(blocks, block => Assert.NotEmpty(GeneratorHarness.Specs(block)));
    }

    private static string Path([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "README.md");

    [GeneratedRegex(@"\]\((?!https?://)|src=""(?!https?://)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
