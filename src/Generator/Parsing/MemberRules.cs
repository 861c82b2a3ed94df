using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>What the user's part of the class declares must leave room for the generated part.</summary>
internal static class MemberRules
{
    // Other overloads of these are welcome.
    private static readonly Dictionary<string, string> Methods = new()
    {
        ["Predict"] = "System.ReadOnlySpan<float>, System.Span<float>",
        ["Save"] = "string",
        ["Load"] = "string",
        ["Train"] = "Unrolled.Optimizer, Unrolled.Optimizer, Unrolled.TrainerOptions",
    };

    public static void Check(DeclaredClass network, Problems problems, CancellationToken cancel)
    {
        foreach (string name in MemberNames.Fixed.Concat(MemberNames.Hidden))
            CheckName(network, name, "", problems);
        foreach (IMethodSymbol constructor in network.Type.InstanceConstructors.Where(static c => !c.IsImplicitlyDeclared))
            CheckConstructor(network.Type, constructor, problems, cancel);
    }

    /// <summary>Reports members, own and inherited, that a generated one would collide with.</summary>
    /// <param name="declared">The network, or the pair.</param>
    /// <param name="name">The generated member's name.</param>
    /// <param name="otherMove">What else than renaming helps.</param>
    /// <param name="problems">Takes the reports.</param>
    public static void CheckName(DeclaredClass declared, string name, string otherMove, Problems problems)
    {
        INamedTypeSymbol itself = declared.Type;
        if (itself.Name == name)
            problems.Add(Descriptors.MemberCollides, declared.Identifier, "The class's own name", name, itself.Name, otherMove);
        for (INamedTypeSymbol? type = itself; type is not null; type = type.BaseType)
        {
            bool isOwn = SymbolEqualityComparer.Default.Equals(type, itself);
            ISymbol? member = type.GetMembers(name).FirstOrDefault(m => Collides(m, name) && (isOwn || IsInherited(m, declared)))
                ?? (isOwn ? Getter(type, name) : null);
            if (member is null)
                continue;
            Location at = isOwn ? member.Locations[0] : declared.Identifier;
            problems.Add(Descriptors.MemberCollides, at, $"{type.Name}.{member.Name}", name, itself.Name, otherMove);
        }
    }

    private static bool Collides(ISymbol member, string name) =>
        member is not IMethodSymbol method || !Methods.TryGetValue(name, out string signature)
        || (method.Arity == 0 && Signature(method) == signature);

    /// <summary>A method of the name and the signature that a generated property's own has.</summary>
    private static ISymbol? Getter(INamedTypeSymbol type, string name) => !MemberNames.IsProperty(name) ? null
        : type.GetMembers("get_" + name).FirstOrDefault(static m =>
            m is IMethodSymbol { AssociatedSymbol: null, Arity: 0, Parameters.Length: 0 });

    private static bool IsInherited(ISymbol member, DeclaredClass declared) =>
        member.DeclaredAccessibility != Accessibility.Private && declared.Compilation.IsSymbolAccessibleWithin(member, declared.Type);

    /// <summary>The types of a method's parameters.</summary>
    public static string Signature(IMethodSymbol method) => string.Join(", ", method.Parameters.Select(static p =>
        (p.RefKind == RefKind.None ? "" : "ref ") + p.Type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString()));

    private static void CheckConstructor(INamedTypeSymbol network, IMethodSymbol constructor, Problems problems, CancellationToken cancel)
    {
        SyntaxNode? syntax = constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel);
        var types = constructor.Parameters.Select(static p => p.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        string text = $"{network.Name}({string.Join(", ", types)})", primary = "The primary constructor " + text;
        if (syntax is TypeDeclarationSyntax)
            problems.Add(Descriptors.Constructor, constructor.Locations[0], primary, "replace it by one that starts");
        else if (Signature(constructor) == "ulong")
            problems.Add(Descriptors.MemberCollides, constructor.Locations[0], text, text, network.Name, "");
        else if (syntax is ConstructorDeclarationSyntax { Initializer: not { RawKind: (int)SyntaxKind.ThisConstructorInitializer } })
            problems.Add(Descriptors.Constructor, constructor.Locations[0], text, "let it start");
    }
}
