using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Hosting.Tests;

/// <summary>What the pages on services show is what compiles.</summary>
public partial class PageTests
{
    // The implicit usings of a web project, and the networks that pages speak of.
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http; global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        global using Unrolled; global using Unrolled.Hosting.Tests;
        """;

    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    [Theory]
    [InlineData("docs/hosting.md", 4)]
    [InlineData("src/Hosting/README.md", 1)]
    public void Every_block_of_code_compiles(string page, int blocks)
    {
        string[] code = [.. CodeBlock().Matches(File.ReadAllText(PathOf(page))).Select(static match => match.Groups["code"].Value)];
        Assert.Equal(blocks, code.Length);
        foreach (string block in code)
        {
            OutputKind kind = block.Contains("class ", StringComparison.Ordinal)
                ? OutputKind.DynamicallyLinkedLibrary
                : OutputKind.ConsoleApplication;
            var compilation = CSharpCompilation.Create(
                "Page", [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(block)], s_references,
                new(kind, nullableContextOptions: NullableContextOptions.Enable));
            Assert.Empty(compilation.GetDiagnostics().Where(static problem => problem.Severity == DiagnosticSeverity.Error));
        }
    }

    private static string PathOf(string page, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", page);

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
