using System.Text.RegularExpressions;

namespace Unrolled.Docs.Tests;

/// <summary>Tables on pages that promise all of something have all of it.</summary>
public partial class TableTests
{
    [Theory]
    [InlineData(typeof(LayerAttribute))]
    [InlineData(typeof(Optimizer))]
    [InlineData(typeof(Schedule))]
    public void The_page_on_PyTorch_names_every_one(Type kind)
    {
        string[] names =
        [
            .. kind.Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(kind) && !type.IsAbstract)
                .Select(static type => type.Name.Split('`')[0].Replace("Attribute", "", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(names);
        string table = new Page("docs/from-pytorch.md").Text.Split("## All names")[1];
        HashSet<string> named = [.. Name().Matches(table).Select(static match => match.Groups["name"].Value)];
        Assert.Empty(names.Except(named));
    }

    [Fact]
    public void The_index_of_diagnostics_has_every_page_by_its_title()
    {
        string index = new Page("docs/diagnostics/README.md").Text;
        Page[] pages = [.. Page.All.Where(static page => page.IsDiagnostic && page.Name != "README")];
        foreach (Page page in pages)
        {
            string title = page.Text[..page.Text.IndexOf('\n', StringComparison.Ordinal)]["# UNR0000: ".Length..];
            Assert.Contains($"| [{page.Name}]({page.Name}.md) | {title} |\n", index, StringComparison.Ordinal);
        }
        Assert.Equal(pages.Length, index.Split("\n| [").Length - 1);
    }

    /// <summary>The site's table of contents, which its generator does not compare with what there is.</summary>
    [Fact]
    public void The_table_of_contents_has_every_page()
    {
        string contents = File.ReadAllText(Page.InRepository("docs/toc.yml"));
        IEnumerable<string> paths = Page.All.Select(static page => page.Path);
        foreach (string path in paths.Where(static path => path.StartsWith("docs/", StringComparison.Ordinal)))
        {
            string link = path["docs/".Length..].Replace("README.md", "index.md", StringComparison.Ordinal);
            Assert.Contains($"href: {link}", contents, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*)")]
    private static partial Regex Name();
}
