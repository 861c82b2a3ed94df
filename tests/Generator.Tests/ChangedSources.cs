using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator.Tests;

/// <summary>Copies of the sources of generator and runtime that a test adds to, compiles, and runs.</summary>
internal sealed partial class ChangedSources
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public List<string> Generator { get; } = Read("generator/");

    public List<string> Runtime { get; } = Read("runtime/");

    /// <summary>The blocks of C# on a page of the documentation.</summary>
    public static string[] Blocks(string page) => [.. CSharpBlocks().Matches(Resource(page)).Select(static m => m.Groups[1].Value)];

    /// <summary>Puts lines in front of one that a file has.</summary>
    public void Insert(List<string> project, string file, string before, string lines) =>
        Change(project, file, s => s.Replace(before, lines + before, StringComparison.Ordinal));

    /// <summary>Puts lines at the end of a file.</summary>
    public void Append(List<string> project, string file, string lines) => Change(project, file, s => s + lines);

    /// <summary>Compiles all, and a program that uses it.</summary>
    /// <param name="use">The program, with a class <c>Run</c>.</param>
    /// <returns>That class, and the code that was generated for the program.</returns>
    public (Type Run, string Generated) Compile(string use)
    {
        var context = new AssemblyLoadContext("Changed", isCollectible: true);
        MetadataReference[] roslyn =
        [
            MetadataReference.CreateFromFile(typeof(SyntaxTree).Assembly.Location),
            MetadataReference.CreateFromFile(typeof(CSharpCompilation).Assembly.Location),
        ];
        (byte[] generator, _) = Compile("Unrolled.Generator", Generator, roslyn);
        // What its project writes.
        const string Release = "namespace Unrolled; internal static class Release { public const string Version = \"changed\"; }";
        (byte[] runtime, _) = Compile("Unrolled", [.. Runtime, Release], []);
        var generators = (IIncrementalGenerator)Activator.CreateInstance(
            context.LoadFromStream(new MemoryStream(generator)).GetType("Unrolled.Generator.NetworkGenerator", throwOnError: true)!)!;
        (byte[] program, string generated) = Compile("Use", [use], [MetadataReference.CreateFromImage(runtime)], generators);
        context.LoadFromStream(new MemoryStream(runtime));
        return (context.LoadFromStream(new MemoryStream(program)).GetType("Run", throwOnError: true)!, generated);
    }

    private static void Change(List<string> project, string file, Func<string, string> change)
    {
        string before = Resource(typeof(ChangedSources).Assembly.GetManifestResourceNames()
            .Single(n => n.EndsWith("/" + file, StringComparison.Ordinal)));
        string after = change(before);
        Assert.NotEqual(before, after);
        project[project.IndexOf(before)] = after;
    }

    private static List<string> Read(string project) => [.. typeof(ChangedSources).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(project, StringComparison.Ordinal)).Select(Resource)];

    private static (byte[] Assembly, string Generated) Compile(
        string name, IEnumerable<string> sources, MetadataReference[] references, IIncrementalGenerator? generator = null)
    {
        // The compiler these tests refer to is older than the one that builds the sources.
        var parsing = new CSharpParseOptions(LanguageVersion.Preview);
        CSharpCompilationOptions options =
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true)
                .WithNullableContextOptions(NullableContextOptions.Enable);
        Compilation compilation = CSharpCompilation.Create(
            name, sources.Append(ImplicitUsings).Select(s => CSharpSyntaxTree.ParseText(s, parsing)),
            [.. Net100.References.All, .. references], options);
        string generated = "";
        if (generator is not null)
        {
            GeneratorDriver driver = CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: parsing);
            driver = driver.RunGeneratorsAndUpdateCompilation(
                compilation, out compilation, out var diagnostics, TestContext.Current.CancellationToken);
            Assert.Empty(diagnostics);
            generated = string.Concat(driver.GetRunResult().GeneratedTrees.Select(static t => t.ToString()));
        }

        using var stream = new MemoryStream();
        var errors = compilation.Emit(stream, cancellationToken: TestContext.Current.CancellationToken).Diagnostics
            .Where(static d => d.Severity == DiagnosticSeverity.Error);
        Assert.True(!errors.Any(), $"{name} does not compile:\n{string.Join("\n", errors.Take(10))}");
        return (stream.ToArray(), generated);
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ChangedSources).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^```csharp\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlocks();
}
