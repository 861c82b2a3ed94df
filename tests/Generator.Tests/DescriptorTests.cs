using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Diagnostics;

namespace Unrolled.Generator.Tests;

/// <summary>One field, one id, one page; and the pages' examples are true.</summary>
[Trait("Category", "Slow")]
public class DescriptorTests
{
    private static readonly DiagnosticDescriptor[] All =
    [
        .. typeof(Descriptors).GetFields(BindingFlags.Static | BindingFlags.Public).Select(f => f.GetValue(null))
            .OfType<DiagnosticDescriptor>(),
    ];

    public static TheoryData<string> Ids => [.. All.Select(d => d.Id)];

    /// <summary>All but those that no C# source brings about, and those that an analyzer alone gives.</summary>
    public static TheoryData<string> IdsWithExamples =>
        [.. All.Select(d => d.Id)
            .Except(["UNR0015", "UNR0020", "UNR0029", "UNR0031", "UNR0033", "UNR0034", "UNR0035", "UNR0036", "UNR0037", "UNR0040"])
            .Except(["UNR0041"])];

    [Fact]
    public void Ids_are_numbered_without_gaps() =>
        Assert.Equal(Enumerable.Range(1, All.Length).Select(n => $"UNR{n:0000}"), All.Select(d => d.Id).Order());

    [Theory, MemberData(nameof(Ids))]
    public void Each_has_a_category_of_ours_and_a_page_that_tells_what_why_and_how(string id)
    {
        DiagnosticDescriptor descriptor = All.Single(d => d.Id == id);
        string page = Page(id);

        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page, StringComparison.Ordinal);
        Assert.All(["## Why\n", "## Wrong\n", "## Right\n"], part => Assert.Contains(part, page, StringComparison.Ordinal));
        Assert.StartsWith("https://", descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.True(descriptor.Category is "Unrolled.Declaration" or "Unrolled.Shape" or "Unrolled.Build" or "Unrolled.Usage");
        Assert.True(descriptor.IsEnabledByDefault);
    }

    [Fact]
    public void Pages_without_a_diagnostic_are_not_kept() => Assert.Equal(
        All.Select(d => d.Id + ".page").Order(),
        typeof(DescriptorTests).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".page", StringComparison.Ordinal)).Order());

    [Theory, MemberData(nameof(IdsWithExamples))]
    public void The_wrong_example_gives_the_diagnostic_and_the_right_one_compiles(string id)
    {
        // Information about other things is no matter here.
        Diagnostic[] found = [.. GeneratorHarness.Run(Example(id, "## Wrong"))
            .Result.Diagnostics.Where(d => d.Id == id || d.Severity > DiagnosticSeverity.Info)];
        Assert.All(found, d => Assert.Equal(id, d.Id));
        Assert.NotEmpty(found);
        Assert.NotEmpty(GeneratorHarness.Specs(Example(id, "## Right")));
    }

    [Fact]
    public void The_wrong_example_of_UNR0015_is_a_property_of_the_compilation()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Sources.LeNet5);
        GeneratorRun run = GeneratorHarness.Run(compilation.WithOptions(compilation.Options.WithAllowUnsafe(false)));

        Assert.Equal("UNR0015", Assert.Single(run.Result.Diagnostics).Id);
        Assert.Contains("<AllowUnsafeBlocks>true</AllowUnsafeBlocks>", Page("UNR0015"), StringComparison.Ordinal);
    }

    /// <summary>There is no example that takes minutes: the page says which limit stops this one before.</summary>
    [Fact]
    public void The_wrong_example_of_UNR0036_is_stopped_by_another_limit_as_its_page_says()
    {
        Diagnostic found = Assert.Single(
            GeneratorHarness.Run(Example("UNR0036", "## Wrong")).Result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("UNR0018", found.Id);
        Assert.Contains("20,000 operations", found.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("20,000 operations\n([UNR0018](UNR0018.md))", Page("UNR0036"), StringComparison.Ordinal);
        Assert.NotEmpty(GeneratorHarness.Specs(Example("UNR0036", "## Right")));
    }

    internal static string Page(string id)
    {
        using Stream? stream = typeof(DescriptorTests).Assembly.GetManifestResourceStream(id + ".page");
        Assert.NotNull(stream);
        return new StreamReader(stream).ReadToEnd();
    }

    internal static string Example(string id, string heading)
    {
        const string Fence = "```";
        string page = Page(id);
        int start = page.IndexOf(Fence + "csharp\n", page.IndexOf(heading, StringComparison.Ordinal), StringComparison.Ordinal)
            + Fence.Length + "csharp\n".Length;
        return page[start..page.IndexOf(Fence, start, StringComparison.Ordinal)];
    }
}
