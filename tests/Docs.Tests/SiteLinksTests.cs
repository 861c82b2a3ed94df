using Unrolled.Tests;

namespace Unrolled.Docs.Tests;

/// <summary>What looks for broken links finds them.</summary>
public class SiteLinksTests : TempDirectory
{
    [Theory]
    [InlineData("""<a href="b/c.html#two">""", null)]
    [InlineData("""<a class="x" href="b/">""", null)]
    [InlineData("""<a href="https://example.org/">""", null)]
    [InlineData("""<img alt="" src="picture%20one.png">""", null)]
    [InlineData("""<a href="d.html">""", "is not there")]
    [InlineData("""<a href="b/c.html#three">""", "has no such heading")]
    [InlineData("""<a href="../a.html">""", "is outside of the site")]
    [InlineData("""<img src="none.png">""", "is not there")]
    [InlineData("""<script src="https://example.org/x.js">""", "comes from elsewhere")]
    public void A_link_leads_somewhere(string link, string? problem)
    {
        Put("a.html", link);
        Put("b/index.html", "");
        Put("b/c.html", """<h2 id="two">""");
        Put("picture one.png", "");
        IReadOnlyList<string> broken = SiteLinks.Broken(Directory);
        if (problem is null)
            Assert.Empty(broken);
        else
            Assert.EndsWith(problem, Assert.Single(broken), StringComparison.Ordinal);
    }
}
