using System.Collections.Immutable;
using System.Reflection;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Emit;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>
/// Runs the generator over sources. Each run is made twice, the second time on a clone of the compilation, and must recompute nothing then:
/// so
/// that every test is also a test of caching.
/// </summary>
internal static class GeneratorHarness
{
    private static readonly ImmutableArray<MetadataReference> References =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location)];

    private static readonly CSharpCompilationOptions Unsafe =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true);

    /// <summary>A compilation of files; the first is named <c>0.cs</c>.</summary>
    public static CSharpCompilation Compile(params string[] sources) =>
        CSharpCompilation.Create("Test", sources.Select((source, i) => Parse(source, $"{i}.cs")), References, Unsafe);

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, path: path);

    public static GeneratorRun Run(params string[] sources) => Run(Compile(sources));

    public static GeneratorRun Run(CSharpCompilation compilation, params WeightsText[] weights) =>
        Run(compilation, new NetworkGenerator(), weights);

    public static GeneratorRun Run(CSharpCompilation compilation, NetworkGenerator generator, params WeightsText[] weights) =>
        Run(compilation, generator, new BuildOptions(), weights);

    /// <summary>As in a project that sets <c>UnrolledBodies</c>.</summary>
    public static GeneratorRun RunWithBodies(string bodies, params string[] sources) =>
        Run(Compile(sources), new NetworkGenerator(), new BuildOptions(bodies));

    private static GeneratorRun Run(
        CSharpCompilation compilation, NetworkGenerator generator, BuildOptions build, params WeightsText[] weights)
    {
        GeneratorRun run = First(compilation, generator, build, weights);
        GeneratorRun again = run.On(compilation.Clone());
        Assert.All(
            again.Reasons(), reason => Assert.True(reason.IsKept(), $"{reason.Step} was {reason.Reason} on an identical compilation."));
        Assert.Equal(run.Result.GeneratedSources.Select(s => s.SourceText.ToString()),
            again.Result.GeneratedSources.Select(s => s.SourceText.ToString()));
        Assert.Equal(run.Result.Diagnostics, again.Result.Diagnostics);
        return run;
    }

    /// <summary>The spec of the only network in sound sources, which must also compile with what is generated for it.</summary>
    public static NetworkSpec Spec(params string[] sources) => Assert.Single(Specs(sources));

    public static IReadOnlyList<NetworkSpec> Specs(params string[] sources)
    {
        GeneratorRun run = Run(sources);
        Assert.Empty(run.Result.Diagnostics.Where(d => d.Severity > DiagnosticSeverity.Info));
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        return run.Specs;
    }

    private static GeneratorRun First(CSharpCompilation compilation, NetworkGenerator generator, BuildOptions build, WeightsText[] weights)
    {
        var options = new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [generator.AsSourceGenerator()], weights, optionsProvider: build, driverOptions: options);
        return GeneratorRun.Of(driver, compilation);
    }
}

/// <summary>One run: the driver after it, and what came out.</summary>
internal sealed record GeneratorRun(GeneratorDriver Driver, CSharpCompilation Input, Compilation Output, GeneratorRunResult Result)
{
    private static readonly string[] Tracked =
        [.. typeof(Steps).GetFields(BindingFlags.Static | BindingFlags.Public).Select(f => (string)f.GetRawConstantValue()!)];

    public static GeneratorRun Of(GeneratorDriver driver, CSharpCompilation compilation)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        return new GeneratorRun(driver, compilation, output, result);
    }

    public IReadOnlyList<NetworkSpec> Specs => [.. Outputs(Steps.Spec).Select(o => (NetworkSpec)o.Value)];

    /// <summary>The next run of the same driver.</summary>
    public GeneratorRun On(CSharpCompilation compilation) => Of(Driver, compilation);

    /// <summary>The next run, after the first file was changed.</summary>
    public GeneratorRun Edit(string source) => On(Input.ReplaceSyntaxTree(Input.SyntaxTrees[0], GeneratorHarness.Parse(source, "0.cs")));

    /// <summary>Why each output of our own steps, and each of the generator's outputs, is what it is.</summary>
    public IReadOnlyList<StepReason> Reasons() =>
    [
        .. Tracked.SelectMany(step => Reasons(step)),
        .. Result.TrackedOutputSteps.SelectMany(step => step.Value, (step, run) => (step.Key, run))
            .SelectMany(s => s.run.Outputs, (s, output) => new StepReason(s.Key, output.Reason)),
    ];

    public IReadOnlyList<StepReason> Reasons(string step) =>
        Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs)
            ? [.. runs.SelectMany(run => run.Outputs).Select(o => new StepReason(step, o.Reason))]
            : [];

    /// <summary>The classes whose surface, kernels or block was made again, or that are gone.</summary>
    public IEnumerable<string> Regenerated() => Result.TrackedOutputSteps.SelectMany(step => step.Value)
        .Where(run => run.Outputs.Any(o => !new StepReason("", o.Reason).IsKept()))
        .SelectMany(run => run.Inputs.Select(input => Name(input.Source.Outputs[input.OutputIndex].Value)))
        .OfType<string>().Distinct().Order(StringComparer.Ordinal);

    private static string? Name(object value) => value switch
    {
        (NetworkSpec network, Bodies _) => NetworkEmitter.FullName(network),
        BlockSpec block => NetworkEmitter.FullName(block.Frame),
        Emitted emitted => emitted.Files[0].Name.Replace(".g.cs", "", StringComparison.Ordinal),
        _ => null,
    };

    private IEnumerable<(object Value, IncrementalStepRunReason Reason)> Outputs(string step) =>
        Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs)
            ? runs.SelectMany(run => run.Outputs).Where(o => o.Reason != IncrementalStepRunReason.Removed)
            : [];
}

/// <summary>A step and why its output is what it is.</summary>
internal sealed record StepReason(string Step, IncrementalStepRunReason Reason)
{
    public bool IsKept() => Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;
}
