using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Emit;
using Unrolled.Generator.Model;
using Unrolled.Generator.Parsing;

namespace Unrolled.Generator;

/// <summary>Turns each class marked <c>[Network]</c> into code that runs and trains it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Structs, records and interfaces too: to refuse them aloud.
        IncrementalValuesProvider<Parsed> parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.Network, static (node, _) => node is TypeDeclarationSyntax, NetworkParser.Parse)
            .WithTrackingName(Steps.Parsed);
        IncrementalValuesProvider<NetworkSpec> specs = parsed
            .SelectMany(static (p, _) => p.Spec is null ? [] : (NetworkSpec[])[p.Spec])
            .WithTrackingName(Steps.Spec);
        IncrementalValuesProvider<Problem> strays = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.Input, static (node, _) => node is TypeDeclarationSyntax, StrayInput.Find)
            .SelectMany(static (found, _) => found);

        IncrementalValuesProvider<ParsedPair> pairs = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.Adversarial, static (node, _) => node is TypeDeclarationSyntax, PairParser.Parse)
            .WithTrackingName(Steps.Pairs);
        IncrementalValuesProvider<PairSpec> pairSpecs = pairs.SelectMany(static (p, _) => p.Spec is null ? [] : (PairSpec[])[p.Spec]).WithTrackingName(Steps.PairSpec);
        context.RegisterSourceOutput(pairSpecs, PairText.Surface);
        context.RegisterSourceOutput(pairs.SelectMany(static (p, _) => p.Problems), Report);
        specs = specs.Collect().Combine(pairSpecs.Collect()).SelectMany(static (all, _) => all.Left.Concat(all.Right.SelectMany(static p => p.Networks)));

        IncrementalValuesProvider<BlockSpec> blocks = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.Block, static (node, _) => node is ClassDeclarationSyntax, BlockParser.Parse)
            .SelectMany(static (block, _) => block is null ? [] : (BlockSpec[])[block])
            .WithTrackingName(Steps.Blocks);
        context.RegisterImplementationSourceOutput(blocks, NetworkEmitter.Block);

        IncrementalValuesProvider<NetworkPlace> places = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.Network, static (node, _) => node is TypeDeclarationSyntax, BuildRules.Place)
            .SelectMany(static (place, _) => place is null ? [] : (NetworkPlace[])[place]);
        IncrementalValueProvider<bool> isDebug = context.CompilationProvider.Select(static (c, _) => c.Options.OptimizationLevel == OptimizationLevel.Debug);
        IncrementalValuesProvider<WeightsHeader> headers = context.AdditionalTextsProvider.Combine(context.AnalyzerConfigOptionsProvider)
            .Select(BuildRules.Header).SelectMany(static (header, _) => header is null ? [] : (WeightsHeader[])[header]).WithTrackingName(Steps.Headers);
        context.RegisterSourceOutput(places.Combine(isDebug).SelectMany(static (p, _) => BuildRules.Debug(p.Left, p.Right)), Report);
        context.RegisterSourceOutput(places.Where(static p => p.Spec is not null).Combine(headers.Collect()).SelectMany(static (p, _) => BuildRules.Weights(p.Left, p.Right)), Report);

        // What the editor must see, and what only a build needs.
        context.RegisterSourceOutput(specs, NetworkEmitter.Surface);
        context.RegisterImplementationSourceOutput(specs, NetworkEmitter.Kernels);

        // Diagnostics hold places in the source, which the specs must not; so they leave through a door of their own.
        context.RegisterSourceOutput(parsed.SelectMany(static (p, _) => p.Problems).WithTrackingName(Steps.Diagnostics), Report);
        context.RegisterSourceOutput(strays.WithTrackingName(Steps.Strays), Report);
    }

    private static void Report(SourceProductionContext context, Problem problem) => context.ReportDiagnostic(problem.ToDiagnostic());
}

/// <summary>The names under which Roslyn tracks the generator's steps.</summary>
internal static class Steps
{
    public const string Parsed = nameof(Parsed);
    public const string Spec = nameof(Spec);
    public const string Diagnostics = nameof(Diagnostics);
    public const string Blocks = nameof(Blocks);
    public const string Pairs = nameof(Pairs);
    public const string PairSpec = nameof(PairSpec);
    public const string Headers = nameof(Headers);
    public const string Strays = nameof(Strays);
}
