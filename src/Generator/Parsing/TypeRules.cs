using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;

namespace Unrolled.Generator.Parsing;

/// <summary>What the class itself must be, so that a generated part can complete it.</summary>
internal static class TypeRules
{
    /// <summary>Whether the network is a class that can be made: nothing else can be said of another.</summary>
    public static bool CheckKind(Declaration declaration, Problems problems)
    {
        INamedTypeSymbol type = declaration.Type;
        string keyword = TypeNames.Keyword(type);
        (string what, string move)? refused = type switch
        {
            { TypeKind: not TypeKind.Class } or { IsRecord: true } => (keyword, $"declare it as 'partial class {type.Name}'"),
            { IsStatic: true } => ("static class", "remove 'static'"),
            { IsAbstract: true } => ("abstract class", "remove 'abstract'"),
            _ => null,
        };
        if (refused is not { } reason)
            return true;
        string article = "aeiou".IndexOf(reason.what[0]) >= 0 ? "an " : "a ";
        problems.Add(Descriptors.NotAClass, declaration.Identifier, type.Name, article + reason.what, reason.move);
        return false;
    }

    public static void Check(Declaration declaration, Problems problems, CancellationToken cancel)
    {
        for (INamedTypeSymbol? type = declaration.Type; type is not null; type = type.ContainingType)
            CheckPart(declaration.Type, type, problems, cancel);
        CheckBase(declaration, problems);
        SimilarNames.Check(declaration.Type, declaration.Identifier, SimilarNames.HasSurface, problems, cancel);
        if (declaration.Compilation.Options is CSharpCompilationOptions { AllowUnsafe: false })
            problems.Add(Descriptors.UnsafeNotAllowed, declaration.Network.Location, declaration.Type.Name);
    }

    /// <summary>One type of those that must be declared again around the generated code: the network or a container.</summary>
    private static void CheckPart(INamedTypeSymbol network, INamedTypeSymbol type, Problems problems, CancellationToken cancel)
    {
        string partial = $"partial {TypeNames.Keyword(type)} {type.Name}";
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            var node = (TypeDeclarationSyntax)reference.GetSyntax(cancel);
            if (!node.Modifiers.Any(SyntaxKind.PartialKeyword))
                problems.Add(Descriptors.NotPartial, node.Identifier.GetLocation(), type.Name, partial);
        }

        Location at = ((TypeDeclarationSyntax)type.DeclaringSyntaxReferences[0].GetSyntax(cancel)).Identifier.GetLocation();
        bool isNetwork = SymbolEqualityComparer.Default.Equals(network, type);
        string move = isNetwork ? "remove them" : $"remove them, or move {network.Name} out of {type.Name}";
        if (type.Arity > 0)
            problems.Add(Descriptors.Generic, at, type.Name, move);
        if (type.IsFileLocal)
            problems.Add(Descriptors.FileLocal, at, type.Name);
    }

    private static void CheckBase(Declaration declaration, Problems problems)
    {
        INamedTypeSymbol? parent = declaration.Type.BaseType;
        if (parent is null or { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Error })
            return;
        for (INamedTypeSymbol? type = parent; type is not null; type = type.BaseType)
        {
            if (type.GetAttributes().Any(KnownNames.IsNetwork))
            {
                problems.Add(
                    Descriptors.BaseClass, declaration.Identifier, declaration.Type.Name, type.Name,
                    "is a network itself; declare all layers on one class");
                return;
            }
        }

        if (!parent.InstanceConstructors.Any(c => CanBeCalledWithoutArguments(c, declaration)))
        {
            problems.Add(
                Descriptors.BaseClass, declaration.Identifier, declaration.Type.Name, parent.Name,
                "has no constructor without parameters for the generated one to call; add one");
        }
    }

    private static bool CanBeCalledWithoutArguments(IMethodSymbol constructor, Declaration declaration) =>
        constructor.Parameters.All(static p => p.IsOptional || p.IsParams)
        && declaration.Compilation.IsSymbolAccessibleWithin(constructor, declaration.Type);
}
