using System.Text.RegularExpressions;

namespace Unrolled.Docs.Tests;

/// <summary>What people meet first: the README, and the pages that go with the packages.</summary>
public partial class FrontPageTests
{
    private static readonly Page s_readme = new("README.md");

    public static TheoryData<string> PackagePages =>
        [.. Page.All.Where(static page => Regex.IsMatch(page.Path, "^src/[A-Za-z]+/README")).Select(static page => page.Path)];

    [Fact]
    public void The_readme_fits_a_screen_and_says_how_to_begin()
    {
        string[] lines = s_readme.Text.TrimEnd().Split('\n');
        Assert.True(lines.Length <= 70, $"{lines.Length} lines");
        Assert.All(lines, static line => Assert.True(line.Length <= 140, line));
        Assert.All(
            ["dotnet add package Unrolled", "dotnet test --filter Category!=Slow"],
            static command => Assert.Contains(command, s_readme.Text, StringComparison.Ordinal));
    }

    /// <summary>A package's page lies in no repository: what it leads to must be elsewhere.</summary>
    [Theory]
    [MemberData(nameof(PackagePages))]
    public void The_page_of_a_package_leads_nowhere_and_says_how_to_get_it(string path)
    {
        string page = new Page(path).Text;
        string package = path == "src/Runtime/README.md" ? "Unrolled" : $"Unrolled.{path.Split('/')[1]}";
        string[] commands =
        [
            $"dotnet add package {package} --prerelease\n", $"dotnet tool install --global {package}\n", $"dotnet new install {package}\n",
        ];
        Assert.DoesNotMatch(RelativeLink(), page);
        Assert.Contains(commands, command => page.Contains(command, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_the_runtimes_package_shows_the_readmes_code()
    {
        string page = new Page("src/Runtime/README.md").Text;
        Assert.All(s_readme.Code, block => Assert.Contains(block.Code, page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_on_layers_lists_them_all()
    {
        string page = new Page("docs/layers.md").Text;
        IEnumerable<string> names = typeof(LayerAttribute).Assembly.GetExportedTypes()
            .Where(static type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(LayerAttribute)))
            .Select(static type => type.Name.Split('`')[0].Replace("Attribute", "", StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\]\((?!https?://)|src=""(?!https?://)")]
    private static partial Regex RelativeLink();
}
