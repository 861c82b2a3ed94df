using System.Runtime.CompilerServices;

namespace Unrolled.Docs.Tests;

/// <summary>A page of the documentation, and what stands in its fences.</summary>
/// <param name="Path">Its path in the repository.</param>
internal sealed record Page(string Path)
{
    private const string Fence = "```";

    public static string Root { get; } = FindRoot();

    /// <summary>The pages: the README, that for who changes something, those in <c>docs</c>, and those that go with packages.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        new("README.md"),
        new("CONTRIBUTING.md"),
        .. Below("docs", SearchOption.AllDirectories),
        .. Directory.GetDirectories(InRepository("src")).Order(StringComparer.Ordinal)
            .SelectMany(static folder => Below(System.IO.Path.GetRelativePath(Root, folder), SearchOption.TopDirectoryOnly)),
    ];

    public string Text { get; } = File.ReadAllText(InRepository(Path)).ReplaceLineEndings("\n");

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Pages on one diagnostic: their wrong and right examples are tested where the diagnostics are.</summary>
    public bool IsDiagnostic => Path.StartsWith("docs/diagnostics/", StringComparison.Ordinal);

    /// <summary>Pages whose blocks, put together, are one program that is run: those to follow from the first line to the last.</summary>
    public bool IsProgram => Path is "README.md" or "docs/start.md" || Path.StartsWith("docs/tutorials/", StringComparison.Ordinal);

    /// <summary>Pages that change the sources of the generator, which the tests that are named so do.</summary>
    public bool IsChange => Path.StartsWith("docs/adding-a-", StringComparison.Ordinal);

    public IEnumerable<Block> Blocks => Read();

    public IEnumerable<Block> Code => Blocks.Where(static block => block.IsCode);

    public static string InRepository(string path) => System.IO.Path.Combine(Root, path);

    public override string ToString() => Path;

    private static IEnumerable<Page> Below(string folder, SearchOption depth) =>
        Directory.GetFiles(InRepository(folder), "*.md", depth).Order(StringComparer.Ordinal)
            .Select(static file => System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(static path => !path.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(static path => new Page(path));

    private List<Block> Read()
    {
        var blocks = new List<Block>();
        string[] lines = Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
                continue;
            string[] words = lines[i][Fence.Length..].Split(' ', 2, StringSplitOptions.TrimEntries);
            int end = Array.IndexOf(lines, Fence, i + 1);
            if (end < 0)
                throw new InvalidDataException($"{Path}:{i + 1}: a fence is opened and not closed.");
            string code = string.Concat(lines[(i + 1)..end].Select(static line => line + "\n"));
            blocks.Add(new(Path, i + 2, words[0], words.ElementAtOrDefault(1) ?? "", code));
            i = end;
        }
        return blocks;
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", ".."));
}
