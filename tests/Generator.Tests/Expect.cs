using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.Generator.Tests;

/// <summary>Expects diagnostics where a source is marked: <c>{|Dense(0)|}</c>. The network at fault is called <c>Net</c>.</summary>
internal static class Expect
{
    private const string Open = "{|", Close = "|}";

    /// <summary>One diagnostic at each mark and no other; each message holds all <paramref name="parts"/>.</summary>
    public static void Diagnostics(string id, string marked, params string[] parts) => Diagnostics(id, [marked], unsafeCode: true, parts);

    public static void Diagnostics(string id, string[] marked, bool unsafeCode, params string[] parts)
    {
        (string Source, TextSpan[] Spans)[] files = [.. marked.Select(Strip)];
        CSharpCompilation compilation = GeneratorHarness.Compile([.. files.Select(f => f.Source)]);
        GeneratorRun run = GeneratorHarness.Run(compilation.WithOptions(compilation.Options.WithAllowUnsafe(unsafeCode)));
        Assert.All(run.Result.Diagnostics, d => Assert.Equal(id, d.Id));
        Assert.Equal(
            files.SelectMany((file, i) =>
                file.Spans.Select(span => (Path: $"{i}.cs", Text: file.Source.Substring(span.Start, span.Length), span.Start))),
            run.Result.Diagnostics.Select(Place).OrderBy(p => p.Path, StringComparer.Ordinal).ThenBy(p => p.Start));
        Assert.All(run.Result.Diagnostics, d => Assert.All(parts, part => Assert.Contains(part, d.GetMessage(), StringComparison.Ordinal)));
        Assert.All(run.Result.Diagnostics, d => Assert.Equal(LocationKind.SourceFile, d.Location.Kind));
        if (run.Result.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            Assert.DoesNotContain(run.Specs, s => s.Name == "Net");
    }

    private static (string Path, string Text, int Start) Place(Diagnostic diagnostic)
    {
        SyntaxTree tree = diagnostic.Location.SourceTree!;
        TextSpan span = diagnostic.Location.SourceSpan;
        return (tree.FilePath, tree.ToString().Substring(span.Start, span.Length), span.Start);
    }

    private static (string Source, TextSpan[] Spans) Strip(string marked)
    {
        var spans = new List<TextSpan>();
        for (int open = marked.IndexOf(Open, StringComparison.Ordinal); open >= 0; open = marked.IndexOf(Open, StringComparison.Ordinal))
        {
            int close = marked.IndexOf(Close, StringComparison.Ordinal) - Open.Length;
            marked = marked.Remove(open, Open.Length).Remove(close, Close.Length);
            spans.Add(TextSpan.FromBounds(open, close));
        }

        return (marked, [.. spans]);
    }
}
