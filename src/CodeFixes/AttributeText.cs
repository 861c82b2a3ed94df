using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.CodeFixes;

/// <summary>Attributes put into lists and taken out of them, as the list is laid out: in one line, or each on a line of its own.</summary>
internal static class AttributeText
{
    /// <summary>Puts an attribute beside another one.</summary>
    public static TextChange Insert(SourceText text, AttributeSyntax neighbour, string attribute, bool behind)
    {
        TextLine line = text.Lines.GetLineFromPosition(neighbour.SpanStart);
        string indent = text.ToString(TextSpan.FromBounds(line.Start, neighbour.SpanStart));
        string newLine = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
        string gap = indent.All(char.IsWhiteSpace) ? newLine + indent : " ";
        return behind
            ? new(new(neighbour.Span.End, 0), $",{gap}{attribute}")
            : new(new(neighbour.SpanStart, 0), $"{attribute},{gap}");
    }

    /// <summary>Takes an attribute away, and its list and the list's line where nothing else is there.</summary>
    public static IEnumerable<TextChange> Remove(SourceText text, AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        return [new(list.Attributes.Count == 1 ? ListSpan(text, list.Span) : SpanIn(list.Attributes, attribute), "")];
    }

    /// <summary>What stands in front of the attribute's own name, with its dot: <c>Unrolled.</c>.</summary>
    public static string Qualifier(AttributeSyntax attribute)
    {
        string name = attribute.Name.ToString();
        return name.Substring(0, SimpleName(attribute).SpanStart - attribute.Name.SpanStart);
    }

    /// <summary>The attribute's own name.</summary>
    public static SimpleNameSyntax SimpleName(AttributeSyntax attribute) => attribute.Name switch
    {
        QualifiedNameSyntax qualified => qualified.Right,
        AliasQualifiedNameSyntax alias => alias.Name,
        var name => (SimpleNameSyntax)name,
    };

    /// <summary>One of several and the comma that goes with it.</summary>
    public static TextSpan SpanIn<T>(SeparatedSyntaxList<T> all, T one)
        where T : SyntaxNode
    {
        int at = all.IndexOf(one);
        if (at == all.Count - 1)
            return TextSpan.FromBounds(all[at - 1].Span.End, one.Span.End);
        SyntaxToken comma = all.GetSeparator(at);
        bool commented = comma.TrailingTrivia.Concat(all[at + 1].GetLeadingTrivia()).Any(static trivia => !IsSpace(trivia));
        return TextSpan.FromBounds(one.SpanStart, commented ? comma.Span.End : all[at + 1].SpanStart);
    }

    private static bool IsSpace(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    private static TextSpan ListSpan(SourceText text, TextSpan list)
    {
        TextLine first = text.Lines.GetLineFromPosition(list.Start), last = text.Lines.GetLineFromPosition(list.End);
        string around = text.ToString(TextSpan.FromBounds(first.Start, list.Start))
            + text.ToString(TextSpan.FromBounds(list.End, last.End));
        return around.All(char.IsWhiteSpace) ? TextSpan.FromBounds(first.Start, last.EndIncludingLineBreak) : list;
    }
}
