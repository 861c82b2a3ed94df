using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>Reads blocks that are partial, as are all types around them. What is wrong with a block is told where it is used.</summary>
internal static class BlockParser
{
    public static Parsed<BlockSpec> Parse(DeclaredClass declared, CancellationToken cancel)
    {
        INamedTypeSymbol type = declared.Type;
        if (!HasFile(type, cancel))
            return Parsed<BlockSpec>.Silent;
        var problems = new Problems();
        SimilarNames.Check(type, declared.Identifier, other => HasFile(other, cancel), problems, cancel);
        if (problems.Any)
            return new Parsed<BlockSpec>(null, problems.ToArray());
        try
        {
            var block = new BlockSpec(
                TypeNames.Namespace(type.ContainingNamespace), TypeNames.Containers(type), Identifiers.Escape(type.Name),
                PartReader.Read(type, new PartPath(), cancel));
            return new(block, default);
        }
        catch (PartException)
        {
            return Parsed<BlockSpec>.Silent;
        }
    }

    /// <summary>Whether generated code can complete a block. A network carries its layers itself.</summary>
    private static bool HasFile(INamedTypeSymbol type, CancellationToken cancel)
    {
        ImmutableArray<AttributeData> attributes = type.GetAttributes();
        if (type is not { TypeKind: TypeKind.Class, IsRecord: false })
            return false;
        if (!attributes.Any(KnownNames.IsBlock) || attributes.Any(KnownNames.IsNetwork))
            return false;
        for (INamedTypeSymbol? around = type; around is not null; around = around.ContainingType)
        {
            bool isPartial = around.DeclaringSyntaxReferences.All(
                r => ((TypeDeclarationSyntax)r.GetSyntax(cancel)).Modifiers.Any(SyntaxKind.PartialKeyword));
            if (around.Arity > 0 || around.IsFileLocal || !isPartial)
                return false;
        }

        return true;
    }
}
