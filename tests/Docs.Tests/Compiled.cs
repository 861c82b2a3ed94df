using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using Basic.Reference.Assemblies;
using Microsoft.AspNetCore.Builder;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Spectre.Console;
using Unrolled.Data;
using Unrolled.Generator;
using Unrolled.Generator.Analyzers;
using Unrolled.Hosting;
using Unrolled.Onnx;
using Unrolled.Plots;
using Unrolled.Tests;

namespace Unrolled.Docs.Tests;

/// <summary>Sources with what the generator makes of them, as a new project with all packages would compile them.</summary>
internal static class Compiled
{
    // What a new project's implicit usings bring.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    // What the SDK leaves unsaid too: a package was compiled against an older framework.
    private static readonly Dictionary<string, ReportDiagnostic> s_notSaid =
        new() { ["CS1701"] = ReportDiagnostic.Suppress, ["CS1702"] = ReportDiagnostic.Suppress };

    private static readonly Type[] s_ofPackages =
        [typeof(NetworkAttribute), typeof(Csv), typeof(ConsoleTraining), typeof(AnsiConsole), typeof(TrainingPlot), typeof(OnnxModel),
         typeof(SixLabors.ImageSharp.Image), typeof(ScottPlot.Plot), typeof(INetworkProvider<>), typeof(TensorPredictions),
         typeof(Tensor), typeof(MpiExchange)];

    private static readonly string s_fastest = Fma.IsSupported ? "Avx2" : "Vector128";

    // Of services: what ASP.NET has lies in one folder.
    private static readonly string[] s_ofServices =
        Directory.GetFiles(Path.GetDirectoryName(typeof(WebApplication).Assembly.Location)!, "Microsoft.*.dll");

    private static readonly MetadataReference[] s_references =
    [
        .. Net100.References.All,
        .. s_ofPackages.Select(static type => type.Assembly.Location).Concat(s_ofServices)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles files.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <param name="kind">A program or a library.</param>
    /// <param name="files">Their texts by their names.</param>
    /// <param name="body">The one body of each network; that which this machine runs fastest unless given.</param>
    public static Compilation Of(string name, OutputKind kind, IEnumerable<KeyValuePair<string, string>> files, string? body = null)
    {
        var options = new CSharpCompilationOptions(
            kind, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: s_notSaid);
        IEnumerable<SyntaxTree> trees = files.Append(new("Usings.cs", ImplicitUsings))
            .Select(static file => CSharpSyntaxTree.ParseText(file.Value, path: file.Key));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new NetworkGenerator().AsSourceGenerator()], optionsProvider: new ProjectOptions("UnrolledBodyList", body ?? s_fastest));
        driver.RunGeneratorsAndUpdateCompilation(
            CSharpCompilation.Create(name, trees, s_references, options), out Compilation output, out ImmutableArray<Diagnostic> found);
        Assert.Empty(found.Where(static d => d.Severity >= DiagnosticSeverity.Warning));
        return output;
    }

    /// <summary>What the compiler and the analyzers say of it that is at least so severe.</summary>
    public static IEnumerable<Diagnostic> Problems(Compilation compilation, DiagnosticSeverity severity)
    {
        ImmutableArray<Diagnostic> ours =
            compilation.WithAnalyzers([new DiscardedFitAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        return compilation.GetDiagnostics().Where(d => d.Severity >= severity).Concat(ours);
    }
}
