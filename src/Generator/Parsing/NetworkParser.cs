using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>A sound network, and what it asks of the weight file that it names.</summary>
internal sealed record DeclaredNetwork(NetworkSpec Spec, WeightsDemand? Weights);

/// <summary>From a class's symbol to a <see cref="NetworkSpec"/> without any Roslyn type, or to what is wrong with the class.</summary>
internal static class NetworkParser
{
    public static Parsed<DeclaredNetwork> Parse(DeclaredClass declared, CancellationToken cancel) =>
        Parse(declared, summary: false, cancel);

    /// <summary>The same, with the network's numbers among what is to be said where <paramref name="summary"/> says so.</summary>
    public static Parsed<DeclaredNetwork> Parse(DeclaredClass declared, bool summary, CancellationToken cancel)
    {
        Declaration? declaration = Declaration.Read(declared, cancel);
        if (declaration is null)
            return Parsed<DeclaredNetwork>.Silent;

        var problems = new Problems();
        DeclaredNetwork? network = Parse(declaration, summary, problems, cancel);
        // Without an attribute that the compiler does not know, and says so, layers stand beside others than are meant.
        return new Parsed<DeclaredNetwork>(
            problems.Any ? null : network, declaration.HasUnknownAttributes ? default : problems.ToArray());
    }

    /// <summary>Stops after each stage that found something, so that one mistake does not read as many.</summary>
    private static DeclaredNetwork? Parse(Declaration declaration, bool summary, Problems problems, CancellationToken cancel)
    {
        if (!TypeRules.CheckKind(declaration.Class, problems))
            return null;
        TypeRules.Check(declaration, problems, cancel);
        MemberRules.Check(declaration.Class, problems, cancel);
        Shape? input = InputRules.Check(declaration, problems);
        IReadOnlyList<DeclaredLayer> layers = declaration.ReadLayers(problems, cancel);
        LayerRules.Check(declaration, layers, problems, cancel);
        if (problems.Any || input is null)
            return null;

        var spec = new NetworkSpec(
            TypeNames.Namespace(declaration.Type.ContainingNamespace), TypeNames.Containers(declaration.Type),
            Identifiers.Escape(declaration.Type.Name), input, new([.. layers.Select(static l => l.Spec)]),
            AttributeReader.Named(declaration.Network.Data, "Unroll") as int? ?? 0)
        {
            L1 = AttributeReader.Named(declaration.Network.Data, "L1") as double? ?? 0,
            L2 = AttributeReader.Named(declaration.Network.Data, "L2") as double? ?? 0,
            InputGradient = AttributeReader.Named(declaration.Network.Data, "InputGradient") as bool? ?? false,
            Weights = AttributeReader.Named(declaration.Network.Data, "Weights") as string ?? "",
            RegularizeBias = AttributeReader.Named(declaration.Network.Data, "RegularizeBias") as bool? ?? false,
        };
        if (ShapeRules.Check(spec, layers, problems, cancel) is not { } graph)
            return null;
        foreach (Parameter tensor in graph.Parameters)
            MemberRules.CheckName(declaration.Class, MemberNames.Of(tensor.Name), ", or give the layer another Name", problems);
        NamespaceRules.Check(declaration.Class, spec, problems);
        if (problems.Any)
            return null;
        UnusedLayers.Check(layers, problems);
        LogitRules.Check(spec, layers, graph, problems, cancel);
        if (graph.Loss is null)
            problems.Offer(Descriptors.NoLoss, LogitRules.Losses(spec, cancel));
        BuildRules.CheckOptimised(declaration, problems);
        if (summary)
            problems.Add(Descriptors.Summary, declaration.Network.Location, Summary.Of(spec, graph));
        bool carries = spec.Weights.Length > 0;
        return new(spec, carries ? WeightsDemand.Of(spec, declaration.Type.Name, declaration.Network.Location, graph) : null);
    }
}
