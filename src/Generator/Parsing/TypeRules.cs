using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>What the class itself must be, so that a generated part can complete it.</summary>
internal static class TypeRules
{
    private static readonly Fix[] s_partial = [new(Edit.Modifier, "partial")];
    private static readonly Fix[] s_unsafe = [new(Edit.Property, "AllowUnsafeBlocks", "true")];

    /// <summary>Whether it is a class that can be made: nothing else can be said of another.</summary>
    public static bool CheckKind(DeclaredClass declared, Problems problems)
    {
        INamedTypeSymbol type = declared.Type;
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
        problems.Add(Descriptors.NotAClass, declared.Identifier, type.Name, article + reason.what, reason.move);
        return false;
    }

    public static void Check(Declaration declaration, Problems problems, CancellationToken cancel)
    {
        Check(declaration.Class, declaration.Network.Location, problems, cancel);
        CheckBase(declaration.Class, problems);
    }

    /// <summary>What holds for networks and pairs alike.</summary>
    /// <param name="declared">The class.</param>
    /// <param name="attribute">The attribute that asks for generated code.</param>
    /// <param name="problems">Takes the reports.</param>
    /// <param name="cancel">Ends the search.</param>
    public static void Check(DeclaredClass declared, Location? attribute, Problems problems, CancellationToken cancel)
    {
        for (INamedTypeSymbol? type = declared.Type; type is not null; type = type.ContainingType)
            CheckPartial(declared.Type, type, problems, cancel);
        CheckContract(declared, attribute, problems);
        CheckLanguage(declared, attribute, problems);
        CheckLength(declared, problems);
        SimilarNames.Check(declared.Type, declared.Identifier, SimilarNames.HasSurface, problems, cancel);
        CheckBaseConstructor(declared, problems);
        if (declared.Compilation.Options is CSharpCompilationOptions { AllowUnsafe: false })
            problems.Add(Descriptors.UnsafeNotAllowed, attribute, s_unsafe, declared.Type.Name);
    }

    private static void CheckContract(DeclaredClass declared, Location? attribute, Problems problems)
    {
        object? library = declared.Compilation.GetTypeByMetadataName(Contract.Type)?.GetMembers(nameof(Contract.Version))
            .OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue;
        string other = library is int number ? $"{number}" : "none";
        if (library is not Contract.Version)
            problems.Add(Descriptors.OtherContract, attribute, declared.Type.Name, $"{Contract.Version}", other);
    }

    private static void CheckLanguage(DeclaredClass declared, Location? attribute, Problems problems)
    {
        if (declared.Compilation is not CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp13 and var version })
            return;
        string needed = LanguageVersion.CSharp13.ToDisplayString();
        problems.Add(Descriptors.OldLanguage, attribute, declared.Type.Name, needed, version.ToDisplayString());
    }

    /// <summary>Metadata holds names of 1,023 bytes, and those of generated members hold the class's.</summary>
    private static void CheckLength(DeclaredClass declared, Problems problems)
    {
        int length = Encoding.UTF8.GetByteCount(declared.Type.ToDisplayString());
        if (length <= Limits.ClassNameLength)
            return;
        string name = declared.Type.Name, shown = name.Length <= 40 ? name : name.Substring(0, 40) + "…";
        string what = $"has a full name of {Limits.Text(length)} bytes in UTF-8";
        problems.Add(Descriptors.TooLarge, declared.Identifier, shown, what, "it", $"{Limits.ClassNameLength} bytes");
    }

    /// <summary>One type of those that must be declared again around the generated code: the class or a container.</summary>
    private static void CheckPartial(INamedTypeSymbol itself, INamedTypeSymbol type, Problems problems, CancellationToken cancel)
    {
        string partial = $"partial {TypeNames.Keyword(type)} {type.Name}";
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            var node = (TypeDeclarationSyntax)reference.GetSyntax(cancel);
            if (!node.Modifiers.Any(SyntaxKind.PartialKeyword))
                problems.Add(Descriptors.NotPartial, node.Identifier.GetLocation(), s_partial, type.Name, partial);
        }

        Location at = ((TypeDeclarationSyntax)type.DeclaringSyntaxReferences[0].GetSyntax(cancel)).Identifier.GetLocation();
        bool isItself = SymbolEqualityComparer.Default.Equals(itself, type);
        string move = isItself ? "remove them" : $"remove them, or move {itself.Name} out of {type.Name}";
        if (type.Arity > 0)
            problems.Add(Descriptors.Generic, at, type.Name, move);
        if (type.IsFileLocal)
            problems.Add(Descriptors.FileLocal, at, type.Name);
    }

    private static void CheckBase(DeclaredClass declared, Problems problems)
    {
        for (INamedTypeSymbol? type = declared.Type.BaseType; type is not null; type = type.BaseType)
        {
            if (type.GetAttributes().Any(KnownNames.IsNetwork))
            {
                problems.Add(
                    Descriptors.BaseClass, declared.Identifier, declared.Type.Name, type.Name,
                    "is a network itself; declare all layers on one class");
                return;
            }
        }
    }

    private static void CheckBaseConstructor(DeclaredClass declared, Problems problems)
    {
        INamedTypeSymbol? parent = declared.Type.BaseType;
        if (parent is null or { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Error })
            return;
        if (!parent.InstanceConstructors.Any(c => CanBeCalledWithoutArguments(c, declared)))
        {
            problems.Add(
                Descriptors.BaseClass, declared.Identifier, declared.Type.Name, parent.Name,
                "has no constructor without parameters for the generated one to call; add one");
        }
    }

    private static bool CanBeCalledWithoutArguments(IMethodSymbol constructor, DeclaredClass declared) =>
        constructor.Parameters.All(static p => p.IsOptional || p.IsParams)
        && declared.Compilation.IsSymbolAccessibleWithin(constructor, declared.Type);
}
