using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.CodeFixes;

/// <summary>Where a diagnostic stands, and what is known of it.</summary>
/// <param name="Text">The file's text, in which changes are made: all around them stays as it was laid out.</param>
/// <param name="Model">What the compiler knows of the file.</param>
/// <param name="Node">The syntax that the diagnostic is about.</param>
internal sealed record Place(SourceText Text, SemanticModel Model, SyntaxNode Node)
{
    /// <summary>The attribute; null where the diagnostic is about the type.</summary>
    public AttributeSyntax? Attribute => Node.FirstAncestorOrSelf<AttributeSyntax>();

    /// <summary>The type that carries the attribute, or is meant itself.</summary>
    public TypeDeclarationSyntax? Type => Node.FirstAncestorOrSelf<TypeDeclarationSyntax>();

    /// <summary>The attributes of the type's declaration in their order.</summary>
    public IEnumerable<AttributeSyntax> Attributes => Type?.AttributeLists.SelectMany(static list => list.Attributes) ?? [];

    /// <summary>The last attribute that is a layer, a loss among them, other than one.</summary>
    public AttributeSyntax? LastLayer(AttributeSyntax? other, CancellationToken cancel) =>
        Attributes.LastOrDefault(attribute => attribute != other && IsLayer(TypeOf(attribute, cancel)));

    /// <summary>The attribute's class; null where the compiler does not know it.</summary>
    public INamedTypeSymbol? TypeOf(AttributeSyntax attribute, CancellationToken cancel) =>
        Model.GetTypeInfo(attribute, cancel).Type as INamedTypeSymbol;

    /// <summary>The attribute's constructor; null where the compiler does not know it.</summary>
    public IMethodSymbol? ConstructorOf(AttributeSyntax attribute, CancellationToken cancel) =>
        Model.GetSymbolInfo(attribute, cancel).Symbol as IMethodSymbol;

    /// <summary>
    /// Whether layers take the output of one by the ordinal among a kind, as <c>relu1</c>: with one more of them another would be meant.
    /// </summary>
    public bool CountsOn(string kind)
    {
        string name = kind.ToLowerInvariant();
        return Attributes.SelectMany(static a => a.DescendantTokens()).Where(static t => t.IsKind(SyntaxKind.StringLiteralToken))
            .Select(static t => t.ValueText)
            .Any(text => text.Length > name.Length && text.StartsWith(name, StringComparison.Ordinal)
                && text.Skip(name.Length).All(char.IsDigit));
    }

    /// <summary>Whether a class is a layer of the library, or the base of layers.</summary>
    public static bool IsLayer(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == "LayerAttribute" && IsLibrary(type))
                return true;
        }

        return false;
    }

    /// <summary>Whether a class stands in the library's namespace.</summary>
    public static bool IsLibrary(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "Unrolled", ContainingNamespace.IsGlobalNamespace: true };
}
