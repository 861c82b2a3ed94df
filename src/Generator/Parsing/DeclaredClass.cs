using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Generator.Parsing;

/// <summary>A type with an attribute that asks for generated code or for a look, as the generator finds it, or an analyzer.</summary>
/// <param name="Type">The type.</param>
/// <param name="Node">The declaration of it that carries the attribute.</param>
/// <param name="Attribute">The attribute; the first where there are several.</param>
/// <param name="Compilation">The compilation.</param>
internal sealed record DeclaredClass(INamedTypeSymbol Type, TypeDeclarationSyntax Node, AttributeData Attribute, Compilation Compilation)
{
    /// <summary>Its name in the source: where to report what no attribute is to blame for.</summary>
    public Location Identifier => Node.Identifier.GetLocation();

    public static DeclaredClass Of(GeneratorAttributeSyntaxContext context) => new(
        (INamedTypeSymbol)context.TargetSymbol, (TypeDeclarationSyntax)context.TargetNode, context.Attributes[0],
        context.SemanticModel.Compilation);

    /// <summary>A type's declaration by the first attribute of a kind, in the order of the source; null where it has none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="isAsked">Tells the kind.</param>
    /// <param name="cancel">Ends the search.</param>
    public static DeclaredClass? Find(
        INamedTypeSymbol type, Compilation compilation, Func<AttributeData, bool> isAsked, CancellationToken cancel)
    {
        var found = type.GetAttributes().Where(isAsked)
            .Select(attribute => (Attribute: attribute, Syntax: attribute.ApplicationSyntaxReference?.GetSyntax(cancel)))
            .OrderBy(static a => a.Syntax?.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static a => a.Syntax?.SpanStart)
            .FirstOrDefault();
        return found.Syntax?.Parent?.Parent is TypeDeclarationSyntax node ? new(type, node, found.Attribute, compilation) : null;
    }
}
