using System.Runtime.CompilerServices;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator.Tests;

/// <summary>
/// How the generator's own sources are kept: folders in one direction, C# where it is written. Files of what ships fit a few pages, and
/// lines fit one everywhere.
/// </summary>
public class HouseTests
{
    private const int LongestLine = 140, LongestFile = 300;

    private static readonly (string Path, string Text)[] Files = Sources("Generator");

    [Theory]
    [InlineData("Generator")]
    [InlineData("Runtime")]
    [InlineData("Data")]
    [InlineData("Console")]
    [InlineData("Plots")]
    [InlineData("Tool")]
    [InlineData("CodeFixes")]
    [InlineData("Tasks")]
    public void Files_fit_a_page(string project)
    {
        string[] tall = [.. Sources(project).Select(static f => (f.Path, Lines: f.Text.Split('\n').Length - 1))
            .Where(static f => f.Lines > LongestFile).Select(static f => $"{f.Path}: {f.Lines} lines")];
        Assert.True(tall.Length == 0, string.Join("\n", tall));
    }

    /// <summary>Those of tests, samples and benchmarks too.</summary>
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    [InlineData("benchmarks")]
    public void Lines_fit_a_page(string folder)
    {
        string root = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", folder));
        string[] wide = [.. Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Where(static file => !IsMade(file))
            .SelectMany(file => File.ReadAllLines(file)
                .Select((line, i) => (Place: $"{Path.GetRelativePath(root, file)}({i + 1})", line.Length)))
            .Where(static l => l.Length > LongestLine).Select(static l => $"{l.Place}: {l.Length} characters")];
        Assert.True(wide.Length == 0, string.Join("\n", wide));

        // By builds, and by the generator for people to read.
        static bool IsMade(string file) => file.EndsWith(".verified.cs", StringComparison.Ordinal)
            || file.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin");
    }

    /// <summary>A reader who goes from folder to folder never comes back to where he was.</summary>
    [Fact, Trait("Category", "Slow")]
    public void Folders_know_those_before_them_alone()
    {
        SyntaxTree[] trees = [.. Files.Select(static f => CSharpSyntaxTree.ParseText(f.Text, path: f.Path))];
        var compilation = CSharpCompilation.Create(
            "House", [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings)], References,
                new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var edges = new Dictionary<(string From, string To), string>();
        foreach (SyntaxTree tree in trees)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
                ISymbol? declared = symbol is INamespaceSymbol ? null : symbol as INamedTypeSymbol ?? symbol?.ContainingType;
                foreach (SyntaxReference place in declared?.DeclaringSyntaxReferences ?? [])
                {
                    (string from, string to) = (Folder(tree.FilePath), Folder(place.SyntaxTree.FilePath));
                    if (from != to)
                        edges.TryAdd((from, to), $"{tree.FilePath}({name.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {name}");
                }
            }
        }

        // What nobody needs any more goes, until only cycles are left.
        HashSet<(string From, string To)> left = [.. edges.Keys];
        while (left.RemoveWhere(e => left.All(other => other.From != e.To)) > 0)
        {
        }

        while (left.RemoveWhere(e => left.All(other => other.To != e.From)) > 0)
        {
        }

        Assert.True(left.Count == 0, string.Join("\n", left.Order().Select(e => $"{e.From} → {e.To}: {edges[e]}")));
    }

    /// <summary>Programs are planned as values; their text is written elsewhere.</summary>
    [Fact]
    public void Planning_spells_no_code()
    {
        string[] marks = ["frame.", "float*", "Vector", "for (", "};", ");", "{{"];
        string[] found = [.. Files.Where(static f => f.Path.StartsWith("Plan", StringComparison.Ordinal))
            .SelectMany(static f => CSharpSyntaxTree.ParseText(f.Text).GetRoot().DescendantTokens()
                .Where(static t => t.IsKind(SyntaxKind.StringLiteralToken) || t.IsKind(SyntaxKind.InterpolatedStringTextToken))
                .Select(t => (f.Path, Text: t.ValueText)))
            .Where(t => marks.Any(t.Text.Contains)).Select(static t => $"{t.Path}: {t.Text}")];
        Assert.True(found.Length == 0, string.Join("\n", found));
    }

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        """;

    private static IEnumerable<MetadataReference> References =>
        [
            .. Net100.References.All, MetadataReference.CreateFromFile(typeof(Compilation).Assembly.Location),
            MetadataReference.CreateFromFile(typeof(CSharpCompilation).Assembly.Location),
        ];

    private static (string Path, string Text)[] Sources(string project)
    {
        string root = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src", project));
        return [.. Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText(file)))
            .Where(static f => !f.Item1.StartsWith("obj/", StringComparison.Ordinal))
            .Where(static f => !f.Item1.StartsWith("bin/", StringComparison.Ordinal))];
    }

    private static string Folder(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : "the top";

    private static string Here([CallerFilePath] string path = "") => path;
}
