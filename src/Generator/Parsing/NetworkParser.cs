using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>From a class's symbol to a <see cref="NetworkSpec"/> without any Roslyn type, or to what is wrong with the class.</summary>
internal static class NetworkParser
{
    public static Parsed Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        Declaration? declaration = Declaration.Read(context, cancel);
        if (declaration is null)
            return Parsed.Silent;

        var problems = new Problems();
        NetworkSpec? spec = Parse(declaration, problems, cancel);
        if (!problems.Any)
            return new Parsed(spec, problems.ToArray());
        return declaration.HasUnknownAttributes ? Parsed.Silent : Parsed.Failed(problems);
    }

    /// <summary>Stops after each stage that found something, so that one mistake does not read as many.</summary>
    private static NetworkSpec? Parse(Declaration declaration, Problems problems, CancellationToken cancel)
    {
        if (!TypeRules.CheckKind(declaration, problems))
            return null;
        TypeRules.Check(declaration, problems, cancel);
        MemberRules.Check(declaration, problems, cancel);
        Shape? input = InputRules.Check(declaration, problems);
        IReadOnlyList<DeclaredLayer> layers = declaration.ReadLayers(problems, cancel);
        LayerRules.Check(declaration, layers, problems, cancel);
        if (problems.Any || input is null)
            return null;

        var spec = new NetworkSpec(
            Identifiers.Namespace(declaration.Type.ContainingNamespace), Identifiers.Containers(declaration.Type),
            Identifiers.Escape(declaration.Type.Name), input, new([.. layers.Select(static l => l.Spec)]),
            AttributeReader.Named(declaration.Network.Data, "Unroll") as int? ?? 0)
        {
            L1 = AttributeReader.Named(declaration.Network.Data, "L1") as double? ?? 0,
            L2 = AttributeReader.Named(declaration.Network.Data, "L2") as double? ?? 0,
            InputGradient = AttributeReader.Named(declaration.Network.Data, "InputGradient") as bool? ?? false,
            Weights = AttributeReader.Named(declaration.Network.Data, "Weights") as string ?? "",
            RegularizeBias = AttributeReader.Named(declaration.Network.Data, "RegularizeBias") as bool? ?? false,
        };
        foreach (string tensor in ShapeRules.Check(spec, layers, problems, cancel))
            MemberRules.CheckName(declaration, MemberNames.Of(tensor), ", or give the layer another Name", problems);
        if (!problems.Any)
            UnusedLayers.Check(layers, problems);
        return spec;
    }
}
