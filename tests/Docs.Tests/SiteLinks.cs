using System.Net;
using System.Text.RegularExpressions;

namespace Unrolled.Docs.Tests;

/// <summary>The links of a site of files: pages, headings, pictures, scripts.</summary>
internal static partial class SiteLinks
{
    /// <summary>Those that lead nowhere, and what a page would fetch from elsewhere, each with the page it is on.</summary>
    /// <param name="folder">The site.</param>
    public static IReadOnlyList<string> Broken(string folder)
    {
        string root = Path.GetFullPath(folder);
        Dictionary<string, string> pages = Directory.GetFiles(root, "*.html", SearchOption.AllDirectories)
            .ToDictionary(static path => path, File.ReadAllText);
        Dictionary<string, HashSet<string>> headings = pages.ToDictionary(static page => page.Key, static page => Identifiers(page.Value));
        var broken = new List<string>();
        foreach ((string page, string text) in pages)
        {
            foreach (Match match in Link().Matches(text))
            {
                string link = WebUtility.HtmlDecode(match.Groups["link"].Value);
                if (Problem(root, page, match.Groups["tag"].Value, link, headings) is { } problem)
                    broken.Add($"{Path.GetRelativePath(root, page)}: {link}: {problem}");
            }
        }
        return broken;
    }

    private static string? Problem(string root, string page, string tag, string link, Dictionary<string, HashSet<string>> headings)
    {
        if (link.StartsWith("data:", StringComparison.Ordinal))
            return null;
        if (Elsewhere().IsMatch(link))
            return tag == "a" ? null : "comes from elsewhere";
        string[] parts = link.Split('#', 2);
        string path = Uri.UnescapeDataString(parts[0].Split('?')[0]);
        string target = path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));
        if (!target.StartsWith(root, StringComparison.Ordinal))
            return "is outside of the site";
        if (Directory.Exists(target))
            target = Path.Combine(target, "index.html");
        if (!File.Exists(target))
            return "is not there";
        bool isThere = parts.Length < 2 || parts[1].Length == 0 || !headings.TryGetValue(target, out HashSet<string>? names)
            || names.Contains(Uri.UnescapeDataString(parts[1]));
        return isThere ? null : "has no such heading";
    }

    private static HashSet<string> Identifiers(string text) =>
        [.. Identifier().Matches(text).Select(static match => WebUtility.HtmlDecode(match.Groups["name"].Value))];

    [GeneratedRegex("^([a-z]+:|//)")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("""<(?<tag>a|img|link|script|source|iframe)\b[^>]*?\s(href|src)="(?<link>[^"]*)""")]
    private static partial Regex Link();

    [GeneratedRegex("""\s(id|name)="(?<name>[^"]+)""")]
    private static partial Regex Identifier();
}
