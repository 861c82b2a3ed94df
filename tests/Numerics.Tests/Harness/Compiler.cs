using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Tests;

namespace Unrolled.Numerics.Tests;

/// <summary>
/// Compiles declarations in memory, all into one assembly, since each emit has its fixed price. The generator sees each by itself, so that
/// a declaration it breaks on is taken out and remembered with its errors, and fails its own tests and no others.
/// </summary>
internal static class Compiler
{
    /// <summary>The generator's own word that it threw.</summary>
    private const string BrokenDown = "UNR0033";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    // All compilations begin with this one, so that the references are read once.
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create("Networks",
        references:
        [
            .. Basic.Reference.Assemblies.Net100.References.All,
            MetadataReference.CreateFromFile(typeof(NetworkInfo).Assembly.Location),
        ],
        options: new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The class name of the declaration with this index.</summary>
    public static string ClassName(int index) => $"Net{index}";

    /// <summary>The assembly's bytes, and the errors by the index of the declaration.</summary>
    /// <param name="declarations">What to compile.</param>
    /// <param name="concurrent">Whether one compilation may take all processors.</param>
    /// <param name="bodies">The bodies to make; all unless given.</param>
    public static (byte[] Assembly, IReadOnlyDictionary<int, CompileError> Errors) Compile(
        IReadOnlyList<Declaration> declarations, bool concurrent = true, IReadOnlyList<Body>? bodies = null)
    {
        var errors = new Dictionary<int, CompileError>();
        var owners = new Dictionary<SyntaxTree, int>();
        for (int i = 0; i < declarations.Count; i++)
        {
            var (trees, error) = Generate(declarations[i].Source(ClassName(i)), bodies);
            if (error is not null)
                errors[i] = error;
            else
                trees.ForEach(tree => owners[tree] = i);
        }
        var empty = Empty.WithAssemblyName($"Networks{Guid.NewGuid():N}").WithOptions(Empty.Options.WithConcurrentBuild(concurrent));
        while (true)
        {
            using var stream = new MemoryStream();
            var compilation = empty.AddSyntaxTrees(owners.Where(o => !errors.ContainsKey(o.Value)).Select(o => o.Key));
            Diagnostic[] diagnostics = [.. compilation.Emit(stream).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
            if (diagnostics.Length == 0)
                return (stream.ToArray(), errors);
            foreach (var guilty in diagnostics.ToLookup(d => d.Location.SourceTree is { } tree ? owners[tree] : -1))
            {
                string text = Text(guilty);
                errors[guilty.Key] = guilty.Key >= 0
                    ? new(CompileStage.DoesNotCompile, guilty.First().Id, text)
                    : throw new InvalidOperationException($"The declarations do not compile:\n{text}");
            }
        }
    }

    /// <summary>What the generator alone has against a declaration; null if nothing.</summary>
    public static CompileError? Generate(Declaration declaration) => Generate(declaration.Source(ClassName(0))).Error;

    /// <summary>The declaration's own file and those that are generated for it, or what is wrong.</summary>
    private static (List<SyntaxTree> Trees, CompileError? Error) Generate(string source, IReadOnlyList<Body>? bodies = null)
    {
        var declared = CSharpSyntaxTree.ParseText(source, Parsing);
        var generator = new Unrolled.Generator.NetworkGenerator().AsSourceGenerator();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [generator], parseOptions: Parsing, optionsProvider: bodies is null ? null
                : new ProjectOptions("UnrolledBodyList", string.Join(',', bodies)));
        var result = driver.RunGenerators(Empty.AddSyntaxTrees(declared)).GetRunResult();
        if (result.Results[0].Exception is { } thrown)
            return ([], new(CompileStage.GeneratorFailed, $"{thrown.GetType().Name} in {Place(thrown)}", thrown.ToString()));
        Diagnostic[] refused = [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        if (refused.FirstOrDefault(d => d.Id == BrokenDown) is { } broken)
            return ([], new(CompileStage.GeneratorFailed, Cause(broken.GetMessage()), Text(refused)));
        return refused.Length > 0
            ? ([], new(CompileStage.Refused, refused[0].Id, Text(refused)))
            : ([declared, .. result.GeneratedTrees], null);
    }

    /// <summary>The exception and its place, without the class's name and the advice.</summary>
    private static string Cause(string message) => message.Split(" with ", 2)[^1].Split(';')[0];

    /// <summary>The method of the generator in which an exception arose.</summary>
    private static string Place(Exception thrown)
    {
        var generator = typeof(Unrolled.Generator.NetworkGenerator).Assembly;
        var methods = new StackTrace(thrown).GetFrames().Select(f => f.GetMethod());
        var method = methods.FirstOrDefault(m => m?.DeclaringType?.Assembly == generator);
        return $"{method?.DeclaringType?.Name}.{method?.Name}";
    }

    private static string Text(IEnumerable<Diagnostic> diagnostics) => string.Join("\n", diagnostics.Take(10));
}
