using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Generator.Texts;

namespace Unrolled.CodeFixes;

/// <summary>Names of attributes and of their arguments that the compiler does not know, beside others of the library's.</summary>
internal static class Misspelling
{
    /// <summary>What the compiler says of both.</summary>
    public const string Id = "CS0246";

    private const string Suffix = "Attribute";

    /// <summary>Attributes that are no layers.</summary>
    private static readonly string[] s_others = ["NetworkAttribute", "BlockAttribute", "InputAttribute"];

    /// <summary>The name that was most likely meant, in the place of the one that was written; null where none is near.</summary>
    public static TextChange? Correct(Place place, CancellationToken cancel)
    {
        if (place.Attribute is not { } attribute)
            return null;
        if (place.Node.FirstAncestorOrSelf<NameEqualsSyntax>() is { Name.Identifier: var argument })
            return place.TypeOf(attribute, cancel) is { } type && Place.IsLibrary(type) ? Nearest(argument, Properties(type)) : null;
        bool beside = place.Attributes.Any(
            a => place.TypeOf(a, cancel) is { TypeKind: not TypeKind.Error } known && Place.IsLibrary(known));
        INamedTypeSymbol? layer = place.Model.Compilation.GetTypeByMetadataName("Unrolled.LayerAttribute");
        SimpleNameSyntax written = AttributeText.SimpleName(attribute);
        return beside && layer is not null ? Nearest(written.Identifier, Names(layer, written.Arity)) : null;
    }

    private static TextChange? Nearest(SyntaxToken written, IEnumerable<string> known) =>
        NearestName.Of(written.ValueText, known) is { } meant ? new TextChange(written.Span, meant) : null;

    private static IEnumerable<string> Names(INamedTypeSymbol layer, int arity) => layer.ContainingNamespace.GetTypeMembers()
        .Where(type => !type.IsAbstract && type.Arity == arity && (Place.IsLayer(type) || s_others.Contains(type.Name)))
        .Select(static type => type.Name.Substring(0, type.Name.Length - Suffix.Length));

    private static IEnumerable<string> Properties(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { SetMethod.DeclaredAccessibility: Accessibility.Public })
                    yield return property.Name;
            }
        }
    }
}
