using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.CodeFixes;

/// <summary>The arguments of an attribute.</summary>
internal static class Arguments
{
    /// <summary>Gives an argument a value, where it stands or behind the others.</summary>
    public static IEnumerable<TextChange> Set(AttributeSyntax attribute, IMethodSymbol? constructor, string name, string value)
    {
        if (Find(attribute, constructor, name) is { } given)
            return [new(given.Expression.Span, value)];
        if (attribute.ArgumentList is not { } list)
            return [new(new(attribute.Span.End, 0), $"({name} = {value})")];
        string comma = list.Arguments.Count == 0 ? "" : ", ";
        return [new(new(list.CloseParenToken.SpanStart, 0), $"{comma}{name} = {value}")];
    }

    /// <summary>Takes a named argument away, and the parentheses where it is alone in them.</summary>
    public static IEnumerable<TextChange> Remove(AttributeSyntax attribute, string name)
    {
        if (Find(attribute, null, name) is not { } given)
            return [];
        var list = (AttributeArgumentListSyntax)given.Parent!;
        return [new(list.Arguments.Count == 1 ? list.Span : AttributeText.SpanIn(list.Arguments, given), "")];
    }

    /// <summary>An argument by its name, or by that of the constructor's parameter in whose place it stands: <c>GroupNorm(3)</c>.</summary>
    private static AttributeArgumentSyntax? Find(AttributeSyntax attribute, IMethodSymbol? constructor, string name)
    {
        SeparatedSyntaxList<AttributeArgumentSyntax> all = attribute.ArgumentList?.Arguments ?? default;
        return all.Where((argument, place) => name.Equals(NameOf(argument, place), StringComparison.OrdinalIgnoreCase)).FirstOrDefault();

        string? NameOf(AttributeArgumentSyntax argument, int place) =>
            (argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText
            ?? constructor?.Parameters.ElementAtOrDefault(place)?.Name;
    }
}
