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
        IncrementalValuesProvider<DeclaredNetwork> declared = pipeline.Read(KnownNames.Network, NetworkParser.Parse, Steps.Parsed, Steps.Diagnostics);
        IncrementalValuesProvider<NetworkSpec> networks = declared.Select(static (d, _) => d.Spec).ByName(NetworkEmitter.FullName, Steps.Spec);
        IncrementalValuesProvider<PairSpec> pairs = pipeline.Read(KnownNames.Adversarial, PairParser.Parse, Steps.Pairs, Steps.PairDiagnostics)
            .ByName(PairText.FullName, Steps.PairSpec);
        IncrementalValuesProvider<BlockSpec> blocks = pipeline.Read(KnownNames.Block, BlockParser.Parse, Steps.ParsedBlocks, Steps.BlockDiagnostics)
            .ByName(static b => NetworkEmitter.FullName(b.Frame), Steps.Blocks);
        pipeline.Read(KnownNames.Input, StrayInput.Find, Steps.Inputs, Steps.Strays);

        // What the editor must see, and what only a build needs. A class whose surface broke down gets no kernels, which would be without a home.
        IncrementalValuesProvider<Emitted> networkSurfaces = pipeline.Surface(networks, NetworkEmitter.FullName, NetworkEmitter.Surface);
        IncrementalValuesProvider<Emitted> pairSurfaces = pipeline.Surface(pairs, PairText.FullName, PairText.Surface);
        foreach (IncrementalValuesProvider<Emitted> surfaces in new[] { networkSurfaces, pairSurfaces })
            pipeline.Build(surfaces.SelectMany(static (s, _) => s.Networks), Steps.Kernels, NetworkEmitter.FullName, NetworkEmitter.Kernels);
        pipeline.Build(blocks, Steps.BlockText, static b => NetworkEmitter.FullName(b.Frame), NetworkEmitter.Block);

        IncrementalValuesProvider<WeightsDemand> demands = declared.SelectMany(static (d, _) => d.Weights is null ? [] : (WeightsDemand[])[d.Weights]);
        pipeline.Compare(demands, pipeline.Headers());
    }
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
    public const string Headers = nameof(Headers);
    public const string Weights = nameof(Weights);
}
