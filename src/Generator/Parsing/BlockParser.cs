using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>A block that carries its layers to other assemblies.</summary>
internal sealed record BlockSpec(string Namespace, EquatableArray<Container> Containers, string Name, PartSpec Part);

/// <summary>Reads blocks that are partial, as are all types around them. What is wrong with a block is told where it is used.</summary>
internal static class BlockParser
{
    public static BlockSpec? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        for (INamedTypeSymbol? around = type; around is not null; around = around.ContainingType)
        {
            if (around.Arity > 0 || around.IsFileLocal || around.DeclaringSyntaxReferences.Any(r => !((TypeDeclarationSyntax)r.GetSyntax(cancel)).Modifiers.Any(SyntaxKind.PartialKeyword)))
                return null;
        }

        if (type.GetAttributes().Any(KnownNames.IsNetwork))
            return null;
        try
        {
            PartSpec part = PartReader.Read(type, [], cancel);
            return new BlockSpec(Identifiers.Namespace(type.ContainingNamespace), Identifiers.Containers(type), Identifiers.Escape(type.Name), part);
        }
        catch (PartException)
        {
            return null;
        }
    }
}
