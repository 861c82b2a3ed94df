using Microsoft.CodeAnalysis;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>A type's surroundings as they are written in C#.</summary>
internal static class TypeNames
{
    /// <summary>The namespace's full name, empty for the global one.</summary>
    public static string Namespace(INamespaceSymbol space)
    {
        if (space.IsGlobalNamespace)
            return "";
        string outer = Namespace(space.ContainingNamespace);
        return outer.Length == 0 ? Identifiers.Escape(space.Name) : $"{outer}.{Identifiers.Escape(space.Name)}";
    }

    /// <summary>The types around a type, outermost first.</summary>
    public static EquatableArray<Container> Containers(INamedTypeSymbol type)
    {
        var containers = new List<Container>();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            containers.Insert(0, new Container(Keyword(outer), Identifiers.Escape(outer.Name)));
        return new([.. containers]);
    }

    /// <summary>
    /// What a type is declared with: <c>class</c>, <c>struct</c>, <c>record</c>, <c>record struct</c> or <c>interface</c>.
    /// </summary>
    public static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };
}
