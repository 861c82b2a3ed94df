using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>Names as they are written in C#.</summary>
internal static class Identifiers
{
    /// <summary>The name with an <c>@</c> where it would otherwise be a keyword, be it only in some places.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>The namespace's full name, empty for the global one.</summary>
    public static string Namespace(INamespaceSymbol space)
    {
        if (space.IsGlobalNamespace)
            return "";
        string outer = Namespace(space.ContainingNamespace);
        return outer.Length == 0 ? Escape(space.Name) : $"{outer}.{Escape(space.Name)}";
    }

    /// <summary>The types around a type, outermost first.</summary>
    public static EquatableArray<Container> Containers(INamedTypeSymbol type)
    {
        var containers = new List<Container>();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            containers.Insert(0, new Container(Keyword(outer), Escape(outer.Name)));
        return new([.. containers]);
    }

    /// <summary>What a type is declared with: <c>class</c>, <c>struct</c>, <c>record</c>, <c>record struct</c> or <c>interface</c>.</summary>
    public static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };
}
