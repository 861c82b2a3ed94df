using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Unrolled.Generator.Analyzers;

namespace Unrolled.Benchmarks.Growth;

/// <summary>How long an editor waits for what is wrong with a declaration: the analyzer, from an edit of the file on.</summary>
internal static class TypingCommand
{
    private const int Edits = 40;

    private static readonly MetadataReference[] References =
        [.. Toolchain.References.Select(path => MetadataReference.CreateFromFile(path))];

    public static int Run(string[] names)
    {
        GrowthNetwork[] networks = [.. GrowthNetworks.All.Where(n => names.Length == 0 || names.Contains(n.Name))];
        Console.WriteLine($"{"network",-16} {"median ms",10} {"longest ms",10}");
        foreach (GrowthNetwork network in networks)
        {
            double[] times = Times(CscRun.Declaration(network.Source));
            Console.WriteLine(FormattableString.Invariant($"{network.Name,-16} {times[times.Length / 2],10:F1} {times[^1],10:F1}"));
        }

        return 0;
    }

    /// <summary>Milliseconds of edits in ascending order, without the first ones, which compile the analyzer.</summary>
    private static double[] Times(string source)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source);
        var compilation = CSharpCompilation.Create("Typing", [tree], References, options);
        var times = new List<double>();
        for (int edit = 0; edit < 2 * Edits; edit++)
        {
            SyntaxTree next = CSharpSyntaxTree.ParseText($"{source}// {edit}");
            long start = Stopwatch.GetTimestamp();
            compilation = compilation.ReplaceSyntaxTree(tree, next);
            tree = next;
            var host = new CompilationWithAnalyzers(compilation, [new DeclarationAnalyzer()], options: null);
            Diagnostic[] found = [.. host.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()];
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (found.FirstOrDefault(d => d.Severity > DiagnosticSeverity.Info) is { } wrong)
                throw new InvalidOperationException(wrong.ToString());
        }

        return [.. times.Skip(Edits).Order()];
    }
}
