using Microsoft.CodeAnalysis;

namespace Unrolled.Docs.Tests;

/// <summary>The page on generated code shows what is generated.</summary>
[Trait("Category", "Slow")]
public class GeneratedCodeTests
{
    private const string Cut = "// …";

    [Fact]
    public void Excerpts_are_lines_of_what_the_page_s_network_becomes()
    {
        var page = new Page("docs/generated-code.md");
        IEnumerable<KeyValuePair<string, string>> files = page.Code.Select(static block => KeyValuePair.Create($"{block}.cs", block.Code));
        Compilation compilation = Compiled.Of("Generated", OutputKind.DynamicallyLinkedLibrary, files, body: "Avx2");
        string generated = Lines(compilation.SyntaxTrees.Select(static tree => tree.ToString()));
        Block[] excerpts = [.. page.Blocks.Where(static block => block.Language == "csharp" && !block.IsCode)];
        Assert.NotEmpty(excerpts);
        foreach (string excerpt in excerpts.SelectMany(static block => block.Code.Split(Cut)))
            Assert.Contains(Lines([excerpt]), generated, StringComparison.Ordinal);
    }

    // Each with its end and no indentation, which depends on where it stands.
    private static string Lines(IEnumerable<string> texts) =>
        string.Concat(texts.SelectMany(static text => text.Trim().Split('\n')).Select(static line => line.Trim() + "\n"));
}
