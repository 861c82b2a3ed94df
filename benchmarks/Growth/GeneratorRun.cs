using System.Diagnostics;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator;

namespace Unrolled.Benchmarks.Growth;

/// <summary>What the generator takes and makes for one network.</summary>
/// <param name="Milliseconds">Of a run, Roslyn's parsing of the generated files included.</param>
/// <param name="AllocatedMb">Megabytes that a run allocates.</param>
/// <param name="Avx512">Characters of C# in this body.</param>
/// <param name="Avx2">Characters of C# in this body.</param>
/// <param name="Vector128">Characters of C# in this body.</param>
/// <param name="All">Characters in all generated files.</param>
/// <param name="Methods">Methods of the body that has most.</param>
/// <param name="Longest">Characters of the longest method of any body.</param>
internal sealed record GeneratorFigures(
    double Milliseconds, double AllocatedMb, int Avx512, int Avx2, int Vector128, int All, int Methods, int Longest);

/// <summary>The generator alone, in memory. The process is to run nothing else.</summary>
internal static class GeneratorRun
{
    private const double WarmSeconds = 2;

    private static readonly MetadataReference[] References =
        [.. Toolchain.References.Select(path => MetadataReference.CreateFromFile(path))];

    private static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>Prints a network's <see cref="GeneratorFigures"/> as JSON; returns the exit code.</summary>
    public static int Print(string source)
    {
        // The JIT compiles what is called often a second time, on a thread of its own: one run would not do.
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < WarmSeconds)
            Time(GrowthNetworks.WarmUp);
        var best = Repeated.Best(() => Time(source), run => run.Milliseconds);
        if (Problem(best.Result) is { } problem)
        {
            Console.Error.WriteLine(problem);
            return 1;
        }

        Console.WriteLine(JsonSerializer.Serialize(Figures(best)));
        return 0;
    }

    private static (double Milliseconds, double AllocatedMb, GeneratorRunResult Result) Time(string source)
    {
        var compilation = CSharpCompilation.Create("Growth", [CSharpSyntaxTree.ParseText(CscRun.Declaration(source))], References, Options);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new NetworkGenerator());
        // Symbols of the references are no work of the generator's.
        compilation.GetDiagnostics();
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return (milliseconds, allocated / 1e6, driver.GetRunResult().Results.Single());
    }

    /// <summary>What kept the generator from making the network; none if it made it.</summary>
    private static string? Problem(GeneratorRunResult result) =>
        result.Exception?.ToString() ?? result.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error)?.ToString();

    private static GeneratorFigures Figures((double Milliseconds, double AllocatedMb, GeneratorRunResult Result) run)
    {
        GeneratedSourceResult[] files = [.. run.Result.GeneratedSources];
        GeneratedSourceResult[] avx512 = Body("Avx512"), avx2 = Body("Avx2"), vector128 = Body("Vector128");
        string[][] methods = [Methods(avx512), Methods(avx2), Methods(vector128)];
        return new GeneratorFigures(
            run.Milliseconds, run.AllocatedMb, Characters(avx512), Characters(avx2), Characters(vector128), Characters(files),
            methods.Max(body => body.Length), methods.SelectMany(body => body).Max(method => method.Length));

        GeneratedSourceResult[] Body(string name) => [.. files.Where(file => file.HintName.Contains($"-{name}"))];
    }

    private static int Characters(IEnumerable<GeneratedSourceResult> files) => files.Sum(file => file.SourceText.Length);

    private static string[] Methods(IEnumerable<GeneratedSourceResult> files) =>
        [.. files.SelectMany(file => file.SyntaxTree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Select(method => method.ToString())];
}
