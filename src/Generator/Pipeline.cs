using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Emit;
using Unrolled.Generator.Model;
using Unrolled.Generator.Parsing;

namespace Unrolled.Generator;

/// <summary>
/// The kinds of steps that the generator is made of. Each does its work on one class inside the guard. Diagnostics hold places in the
/// source, which specs must not; so they leave by a door of their own.
/// </summary>
internal sealed class Pipeline(IncrementalGeneratorInitializationContext context, Guard guard)
{
    /// <summary>Reads the types that carry an attribute, structs and records too, to refuse them aloud; reports what is wrong.</summary>
    /// <param name="attribute">The attribute's full name.</param>
    /// <param name="parse">Reads one type.</param>
    /// <param name="step">The name of the reading.</param>
    /// <param name="diagnostics">The name of the reports.</param>
    public IncrementalValuesProvider<T> Read<T>(
        string attribute, Func<DeclaredClass, CancellationToken, Parsed<T>> parse, string step, string diagnostics)
        where T : class, IEquatable<T>
    {
        Guard own = guard;
        IncrementalValuesProvider<Parsed<T>> parsed = context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is TypeDeclarationSyntax,
            (found, cancel) => own.Run(
                step,
                found.TargetSymbol.ToDisplayString(),
                ((TypeDeclarationSyntax)found.TargetNode).Identifier.GetLocation(),
                cancel,
                token => parse(DeclaredClass.Of(found), token),
                static problem => Parsed<T>.Failed(problem))).WithTrackingName(step);
        context.RegisterSourceOutput(parsed.SelectMany(static (p, _) => p.Problems).WithTrackingName(diagnostics), Report);
        return parsed.SelectMany(static (p, _) => p.Value is null ? [] : (T[])[p.Value]);
    }

    /// <summary>The bodies that the project wants.</summary>
    public IncrementalValueProvider<Bodies> Bodies()
    {
        // The text first: options are another object on each edit.
        IncrementalValueProvider<Bodies> bodies = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => BodyNames.Text(options))
            .Select(static (text, _) => BodyNames.Parse(text))
            .WithTrackingName(Steps.Bodies);
        context.RegisterSourceOutput(bodies.SelectMany(static (b, _) => BodyNames.Check(b)), Report);
        return bodies;
    }

    /// <summary>What the editor must see of a class.</summary>
    /// <returns>The networks whose kernels belong to it; none where something went wrong.</returns>
    public IncrementalValuesProvider<NetworkSpec> Surface<T>(
        IncrementalValuesProvider<T> specs, Func<T, string> name, Func<T, CancellationToken, Emitted> emit)
    {
        Guard own = guard;
        IncrementalValuesProvider<Emitted> surfaces = specs
            .Select((spec, cancel) => own.Run(Steps.Surface, name(spec), null, cancel, token => emit(spec, token), Emitted.Failed))
            .WithTrackingName(Steps.Surface);
        context.RegisterSourceOutput(surfaces, Emitted.Add);
        return surfaces.SelectMany(static (s, _) => s.Networks);
    }

    /// <summary>What only a build needs.</summary>
    public void Build<T>(IncrementalValuesProvider<T> specs, string step, Func<T, string> name, Func<T, CancellationToken, Emitted> emit)
    {
        Guard own = guard;
        context.RegisterImplementationSourceOutput(specs, (output, spec) => Emitted.Add(
            output, own.Run(step, name(spec), null, output.CancellationToken, token => emit(spec, token), Emitted.Failed)));
    }

    /// <summary>The headers of the project's weight files.</summary>
    public IncrementalValueProvider<ImmutableArray<WeightsHeader>> Headers()
    {
        Guard own = guard;
        // Options are another object on each edit, a file's name in them is not.
        IncrementalValuesProvider<Parsed<WeightsHeader>> headers = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (given, _) => (File: given.Left, Name: BuildRules.HeaderName(given.Left, given.Right)))
            .Where(static file => file.Name.Length > 0)
            .Select((file, cancel) => own.Run(
                Steps.Headers, file.Name, null, cancel,
                token => new Parsed<WeightsHeader>(WeightsHeader.Parse(file.Name, file.File.GetText(token)?.ToString() ?? ""), default),
                static problem => Parsed<WeightsHeader>.Failed(problem)))
            .WithTrackingName(Steps.Headers);
        context.RegisterSourceOutput(headers.SelectMany(static (h, _) => h.Problems), Report);
        return headers.SelectMany(static (h, _) => h.Value is null ? [] : (WeightsHeader[])[h.Value]).Collect();
    }

    /// <summary>Compares the weights that networks need with the files of the project.</summary>
    public void Compare(IncrementalValuesProvider<WeightsDemand> demands, IncrementalValueProvider<ImmutableArray<WeightsHeader>> headers)
    {
        Guard own = guard;
        IncrementalValuesProvider<Problem> problems = demands.Combine(headers)
            // Each with its own file alone: another one may change as it likes.
            .Select(static (given, _) => (Demand: given.Left, Header: given.Left.Find(given.Right)))
            .SelectMany((given, cancel) => own.Run<IEnumerable<Problem>>(
                Steps.Weights, given.Demand.Network, given.Demand.At, cancel,
                _ => BuildRules.Weights(given.Demand, given.Header),
                static problem => [problem]))
            .WithTrackingName(Steps.Weights);
        context.RegisterSourceOutput(problems, Report);
    }

    private static void Report(SourceProductionContext context, Problem problem) => context.ReportDiagnostic(problem.ToDiagnostic());
}
