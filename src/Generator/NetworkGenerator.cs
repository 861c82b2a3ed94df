using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Emit;
using Unrolled.Generator.Model;
using Unrolled.Generator.Parsing;

namespace Unrolled.Generator;

/// <summary>Turns each class marked <c>[Network]</c> into code that runs and trains it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    private readonly Guard _guard;

    /// <summary>The generator as the compiler makes it.</summary>
    public NetworkGenerator()
        : this(new Guard())
    {
    }

    internal NetworkGenerator(Guard guard) => _guard = guard;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var pipeline = new Pipeline(context, _guard);
        IncrementalValueProvider<Bodies> bodies = pipeline.Bodies();
        IncrementalValuesProvider<DeclaredNetwork> declared = pipeline.Read(
            KnownNames.Network, NetworkParser.Parse, Steps.Parsed, Steps.Diagnostics);
        IncrementalValuesProvider<NetworkSpec> networks = declared.Select(static (d, _) => d.Spec)
            .ByName(NetworkEmitter.FullName, Steps.Spec);
        IncrementalValuesProvider<PairSpec> pairs = pipeline.Read(
            KnownNames.Adversarial, PairParser.Parse, Steps.Pairs, Steps.PairDiagnostics).ByName(PairText.FullName, Steps.PairSpec);
        IncrementalValuesProvider<BlockSpec> blocks = pipeline.Read(
            KnownNames.Block, BlockParser.Parse, Steps.ParsedBlocks, Steps.BlockDiagnostics).ByName(BlockName, Steps.Blocks);
        pipeline.Read(KnownNames.Input, StrayInput.Find, Steps.Inputs, Steps.Strays);

        // What the editor must see. A class whose surface broke down gets no kernels, which would be without a home.
        IncrementalValuesProvider<NetworkSpec> sound = pipeline.Surface(
            networks.Combine(bodies), static given => NetworkEmitter.FullName(given.Left),
            static (given, cancel) => NetworkEmitter.Surface(given.Left, given.Right, cancel));
        IncrementalValuesProvider<NetworkSpec> soundOfPairs = pipeline.Surface(
            pairs.Combine(bodies), static given => PairText.FullName(given.Left),
            static (given, cancel) => PairText.Surface(given.Left, given.Right, cancel));

        // What only a build needs.
        foreach (IncrementalValuesProvider<NetworkSpec> specs in new[] { sound, soundOfPairs })
        {
            pipeline.Build(
                specs.Combine(bodies), Steps.Kernels, static given => NetworkEmitter.FullName(given.Left),
                static (given, cancel) => NetworkEmitter.Kernels(given.Left, given.Right, cancel));
        }

        pipeline.Build(blocks, Steps.BlockText, BlockName, NetworkEmitter.Block);
        pipeline.Compare(
            declared.SelectMany(static (d, _) => d.Weights is null ? [] : (WeightsDemand[])[d.Weights]), pipeline.Headers());
    }

    private static string BlockName(BlockSpec block) => NetworkEmitter.FullName(block.Frame);
}

/// <summary>The names under which Roslyn tracks the generator's steps.</summary>
internal static class Steps
{
    public const string Parsed = nameof(Parsed);
    public const string Spec = nameof(Spec);
    public const string Diagnostics = nameof(Diagnostics);
    public const string Pairs = nameof(Pairs);
    public const string PairSpec = nameof(PairSpec);
    public const string PairDiagnostics = nameof(PairDiagnostics);
    public const string ParsedBlocks = nameof(ParsedBlocks);
    public const string Blocks = nameof(Blocks);
    public const string BlockDiagnostics = nameof(BlockDiagnostics);
    public const string BlockText = nameof(BlockText);
    public const string Inputs = nameof(Inputs);
    public const string Strays = nameof(Strays);
    public const string Surface = nameof(Surface);
    public const string Kernels = nameof(Kernels);
    public const string Bodies = nameof(Bodies);
    public const string Headers = nameof(Headers);
    public const string Weights = nameof(Weights);
}
