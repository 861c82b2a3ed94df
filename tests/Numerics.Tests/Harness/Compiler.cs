using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Numerics.Tests;

/// <summary>
/// Compiles declarations in memory, all into one assembly, since each emit has its fixed price. A declaration that does not compile is
/// taken out and remembered with its errors, so that it fails its own tests and no others.
/// </summary>
internal static partial class Compiler
{
    /// <summary>Roslyn's warning that a generator has thrown.</summary>
    private const string GeneratorFailed = "CS8785";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
    [
        .. Basic.Reference.Assemblies.Net100.References.All,
        MetadataReference.CreateFromFile(typeof(NetworkInfo).Assembly.Location),
    ];

    /// <summary>The class name of the declaration with this index.</summary>
    public static string ClassName(int index) => $"Net{index}";

    /// <summary>The assembly's bytes, and the errors by the index of the declaration.</summary>
    public static (byte[] Assembly, IReadOnlyDictionary<int, string> Errors) Compile(IReadOnlyList<Declaration> declarations)
    {
        var errors = new Dictionary<int, string>();
        while (true)
        {
            int[] left = [.. Enumerable.Range(0, declarations.Count).Where(i => !errors.ContainsKey(i))];
            using var stream = new MemoryStream();
            var diagnostics = Emit(Generate(left.Select(i => declarations[i].Source(ClassName(i))), out var generated), generated, stream);
            if (diagnostics.IsEmpty)
                return (stream.ToArray(), errors);
            var guilty = Guilty(declarations, left, diagnostics);
            if (guilty.Count == 0)
                throw new InvalidOperationException($"The declarations do not compile:\n{Text(diagnostics)}");
            foreach (var (index, text) in guilty)
                errors[index] = $"{declarations[index]} does not compile:\n{text}";
        }
    }

    private static Compilation Generate(IEnumerable<string> sources, out ImmutableArray<Diagnostic> diagnostics)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source, Parsing));
        var compilation = CSharpCompilation.Create($"Networks{Guid.NewGuid():N}", trees, References, options);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new Unrolled.Generator.NetworkGenerator().AsSourceGenerator()], parseOptions: Parsing);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var complete, out var generated);
        diagnostics = [.. generated.Where(d => d.Severity == DiagnosticSeverity.Error || d.Id == GeneratorFailed)];
        return complete;
    }

    /// <summary>Writes the assembly, unless the generator has failed already.</summary>
    private static ImmutableArray<Diagnostic> Emit(Compilation compilation, ImmutableArray<Diagnostic> generated, Stream stream) =>
        generated.IsEmpty ? [.. compilation.Emit(stream).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)] : generated;

    /// <summary>The declarations that the errors are about; where the generator itself broke, it does not tell, and each is tried alone.</summary>
    private static Dictionary<int, string> Guilty(IReadOnlyList<Declaration> declarations, int[] indices, ImmutableArray<Diagnostic> diagnostics)
    {
        var errors = diagnostics.ToLookup(Network);
        if (!errors.Contains(-1))
            return errors.ToDictionary(e => e.Key, Text);
        var guilty = new Dictionary<int, string>();
        foreach (int index in indices)
        {
            Generate([declarations[index].Source(ClassName(index))], out var alone);
            if (!alone.IsEmpty)
                guilty[index] = Text(alone);
        }
        return guilty;
    }

    /// <summary>The index of the network a diagnostic is about, −1 if it does not tell.</summary>
    private static int Network(Diagnostic diagnostic)
    {
        var tree = diagnostic.Location.SourceTree;
        var name = tree is null ? Match.Empty : ClassNames().Match(tree.FilePath);
        if (!name.Success && tree is not null)
            name = ClassNames().Match(tree.ToString());
        return name.Success ? int.Parse(name.Groups[1].Value) : -1;
    }

    private static string Text(IEnumerable<Diagnostic> diagnostics) => string.Join("\n", diagnostics.Take(10));

    [GeneratedRegex(@"\bNet(\d+)\b")]
    private static partial Regex ClassNames();
}
