using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unrolled.Generator.Tests.Declarations;

/// <summary>What became of a declaration.</summary>
public enum Verdict
{
    /// <summary>What was generated compiles.</summary>
    Compiles,

    /// <summary>A diagnostic of ours tells what to change.</summary>
    Refused,

    /// <summary>The compiler refuses the declaration itself.</summary>
    CompilersToTell,

    /// <summary>An exception of the generator, told by the compiler or by the guard.</summary>
    Crashed,

    /// <summary>Nothing was told, and the compiler refuses what was generated.</summary>
    DoesNotCompile,

    /// <summary>The generator wrote more than it may.</summary>
    TooLong,

    /// <summary>It took longer than anybody would wait.</summary>
    Hung,
}

/// <summary>One run of the generator and the compiler over a source.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Told">The diagnostics' ids where it is refused, or else what went wrong.</param>
/// <param name="Characters">How much was generated.</param>
/// <param name="Time">How long the generator took.</param>
internal sealed record Attempt(Verdict Verdict, string Told, long Characters, TimeSpan Time)
{
    /// <summary>More code than any of the small networks here may have, in three bodies.</summary>
    private const long MostCharacters = 4_000_000;

    /// <summary>
    /// What each tensor of parameters needs besides: a property, its summary and a line in the network's description, each with the
    /// tensor's name. A thousand repeats are thousands of tensors.
    /// </summary>
    private const long CharactersOfATensor = 600;

    /// <summary>What the line of a tensor in a network's description has, and nothing else.</summary>
    private const string Tensor = "new(global::Unrolled.Distribution.";

    /// <summary>Errors that generated code takes away: a network is no <c>INetwork</c> without it.</summary>
    private static readonly string[] MayBeCompleted = ["CS0311", "CS0315"];

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Whether nothing went wrong.</summary>
    public bool IsFine => Verdict is Verdict.Compiles or Verdict.Refused or Verdict.CompilersToTell;

    /// <summary>Generates and compiles.</summary>
    /// <param name="source">The source.</param>
    /// <param name="version">The version of C# in which it is read.</param>
    /// <param name="bodies">The bodies to make; empty for all.</param>
    public static Attempt At(string source, LanguageVersion version = LanguageVersion.Default, string bodies = "Vector128")
    {
        CSharpCompilation compilation = GeneratorHarness.Compile().AddSyntaxTrees(
            CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version), "0.cs"));
        var watch = Stopwatch.StartNew();
        using var patience = new CancellationTokenSource(Longest);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new NetworkGenerator().AsSourceGenerator()], optionsProvider: new BuildOptions(bodies),
            parseOptions: new CSharpParseOptions(version));
        try
        {
            driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _, patience.Token);
            GeneratorRunResult result = driver.GetRunResult().Results.Single();
            return Judge(result, compilation, output, watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            return new(Verdict.Hung, $"more than {Longest.TotalSeconds} s", 0, watch.Elapsed);
        }
    }

    private static Attempt Judge(GeneratorRunResult result, Compilation input, Compilation output, TimeSpan time)
    {
        if (result.Exception is { } exception)
            return new(Verdict.Crashed, exception.ToString(), 0, time);
        long characters = result.GeneratedSources.Sum(static s => (long)s.SourceText.Length);
        Diagnostic[] told = [.. result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)];
        if (told.FirstOrDefault(static d => d.Id == "UNR0033") is { } broken)
            return new(Verdict.Crashed, broken.GetMessage(), characters, time);
        if (characters > MostCharacters && characters > MostCharacters + CharactersOfATensor * Tensors(result))
            return new(Verdict.TooLong, $"{characters:N0} characters", characters, time);
        if (told.Length > 0)
            return new(Verdict.Refused, string.Join(" ", told.Select(static d => d.Id).Distinct().Order()), characters, time);
        // Not only bound but emitted: what metadata cannot hold is told there.
        Diagnostic[] errors = [.. output.Emit(Stream.Null).Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)];
        if (errors.Length == 0)
            return new(Verdict.Compiles, "", characters, time);
        // A mistake that was there before is the compiler's to tell, and code for what is wrong in itself may follow it.
        bool before = errors.All(static d => MayBeCompleted.Contains(d.Id))
            || input.GetDiagnostics().Any(static d => d.Severity == DiagnosticSeverity.Error && !MayBeCompleted.Contains(d.Id));
        return new(before ? Verdict.CompilersToTell : Verdict.DoesNotCompile, errors[0].ToString(), characters, time);
    }

    private static long Tensors(GeneratorRunResult result) =>
        result.GeneratedSources.Sum(static s => (long)s.SourceText.ToString().AsSpan().Count(Tensor));
}
