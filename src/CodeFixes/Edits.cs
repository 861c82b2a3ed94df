using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Generator.Diagnostics;
using Making = System.Func<
    Unrolled.CodeFixes.Place, Unrolled.Generator.Diagnostics.Fix, System.Threading.CancellationToken,
    System.Collections.Generic.IEnumerable<Microsoft.CodeAnalysis.Text.TextChange>>;

namespace Unrolled.CodeFixes;

/// <summary>What each kind of answer is called, and what it changes in the text.</summary>
internal static class Edits
{
    private static readonly Dictionary<Edit, (string Title, Making Make)> s_edits = new()
    {
        [Edit.Modifier] = ("Add '{0}'", static (place, fix, _) => place.Type is { } type
            ? [new(new(type.Keyword.SpanStart, 0), fix.Text + " ")]
            : []),
        [Edit.Before] = ("Put {0} before it", static (place, fix, _) => Insert(place, place.Attribute, fix.Text, behind: false)),
        [Edit.After] = ("Put {0} behind it", static (place, fix, _) => Insert(place, place.Attribute, fix.Text, behind: true)),
        [Edit.Remove] = ("Remove {0}", static (place, _, _) => Attribute(place, AttributeText.Remove)),
        [Edit.Replace] = ("Replace it by {0}", static (place, fix, _) => Attribute(
            place, (_, attribute) => [new(AttributeText.SimpleName(attribute).Identifier.Span, fix.Text)])),
        [Edit.Last] = ("Move {0} to the end", Move),
        [Edit.Append] = ("End with {0}", static (place, fix, cancel) =>
            Insert(place, place.LastLayer(null, cancel), fix.Text, behind: true)),
        [Edit.Argument] = ("Set {0} to {1}", static (place, fix, cancel) => Attribute(
            place, (_, attribute) => Arguments.Set(attribute, place.ConstructorOf(attribute, cancel), fix.Text, fix.Value))),
        [Edit.Without] = ("Remove {0}", static (place, fix, _) => Attribute(
            place, (_, attribute) => Arguments.Remove(attribute, fix.Text))),
        [Edit.Name] = ("Use \"{1}\"", static (place, fix, _) => Attribute(
            place, (_, attribute) => Rename(attribute, fix.Text, fix.Value))),
        // Not in the source: see ProjectProperty.
        [Edit.Property] = ("Set <{0}> to {1} in the project", static (_, _, _) => []),
    };

    /// <summary>What an editor shows for an answer.</summary>
    public static string Title(Fix fix) => string.Format(s_edits[fix.Edit].Title, fix.Text, fix.Value);

    /// <summary>What an answer changes; nothing where the source is not written as the answer expects.</summary>
    public static IReadOnlyList<TextChange> Changes(Place place, Fix fix, CancellationToken cancel) =>
        [.. s_edits[fix.Edit].Make(place, fix, cancel)];

    private static IEnumerable<TextChange> Attribute(Place place, Func<SourceText, AttributeSyntax, IEnumerable<TextChange>> make) =>
        place.Attribute is { } attribute ? make(place.Text, attribute) : [];

    private static IEnumerable<TextChange> Insert(Place place, AttributeSyntax? neighbour, string attribute, bool behind) =>
        neighbour is null || place.CountsOn(attribute)
            ? []
            : [AttributeText.Insert(place.Text, neighbour, AttributeText.Qualifier(neighbour) + attribute, behind)];

    private static IEnumerable<TextChange> Move(Place place, Fix fix, CancellationToken cancel) =>
        place.Attribute is { } attribute && place.LastLayer(attribute, cancel) is { } last
            ? [.. AttributeText.Remove(place.Text, attribute), AttributeText.Insert(place.Text, last, attribute.ToString(), behind: true)]
            : [];

    private static IEnumerable<TextChange> Rename(AttributeSyntax attribute, string from, string to) =>
        attribute.DescendantTokens().Where(token => token.IsKind(SyntaxKind.StringLiteralToken) && token.ValueText == from)
            .Select(token => new TextChange(token.Span, SymbolDisplay.FormatLiteral(to, quote: true)));
}
