using Microsoft.CodeAnalysis;

namespace Unrolled.Docs.Tests;

/// <summary>Each block of C# on each page belongs to a test; here is that of the pages to look things up in.</summary>
[Trait("Category", "Slow")]
public class FragmentTests
{
    [Fact]
    public void Blocks_of_pages_to_look_things_up_in_compile()
    {
        IEnumerable<Page> pages = Page.All.Where(static page => !page.IsProgram && !page.IsDiagnostic && !page.IsChange);
        KeyValuePair<string, string>[] files = [.. pages.SelectMany(Fragments.Files)];
        Assert.NotEmpty(files);
        Compilation compilation = Compiled.Of(
            "Fragments", OutputKind.DynamicallyLinkedLibrary, files.Append(new("Networks.cs", Fragments.Networks)));
        Assert.Empty(Compiled.Problems(compilation, DiagnosticSeverity.Error));
    }

    [Fact]
    public void Pages_that_change_the_generator_have_a_test_of_their_own()
    {
        foreach (Page page in Page.All.Where(static page => page.IsChange))
        {
            string name = string.Concat(page.Name.Split('-').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
            string source = File.ReadAllText(Page.InRepository($"tests/Generator.Tests/{name}Tests.cs"));
            Assert.Contains($"ChangedSources.Blocks(\"{page.Name}.md\")", source, StringComparison.Ordinal);
        }
    }

    /// <summary>Which are tried out, or, of those that no source brings about, spoken of by the tests on diagnostics.</summary>
    [Fact]
    public void Pages_on_diagnostics_have_one_wrong_and_one_right_example()
    {
        foreach (Page page in Page.All.Where(static page => page.IsDiagnostic && page.Name.StartsWith("UNR", StringComparison.Ordinal)))
        {
            IEnumerable<string> parts =
                page.Text.Split("\n## ").Where(static part => part.Contains("```csharp\n", StringComparison.Ordinal));
            int examples = page.Text.Contains("## Wrong\n\nNothing is wrong.", StringComparison.Ordinal) ? 1 : 2;
            Assert.True(page.Code.Count() == 0 || page.Code.Count() == examples, page.Path);
            Assert.All(parts, static part => Assert.Contains(part.Split('\n')[0], (string[])["Wrong", "Right"]));
        }
    }

    [Fact]
    public void Fences_say_what_is_in_them()
    {
        string[] languages = ["csharp", "xml", "bash", "python", "text", "json"];
        foreach (Block block in Page.All.SelectMany(static page => page.Blocks))
            Assert.True(languages.Contains(block.Language), $"{block}: '{block.Language}' is none of {string.Join(", ", languages)}.");
    }
}
