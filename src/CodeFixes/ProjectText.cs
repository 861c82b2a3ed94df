using System.Xml;
using Microsoft.CodeAnalysis.Text;

namespace Unrolled.CodeFixes;

/// <summary>The text of a project file, in which one property is set: all around it stays as it was laid out.</summary>
internal static class ProjectText
{
    private const string Group = "PropertyGroup";

    /// <summary>
    /// Each place where the property has another value gets this one. Where none of them holds under any condition, the first group that
    /// does gets it, or a group of its own.
    /// </summary>
    /// <returns>What changes; nothing where the text is no project that can be read.</returns>
    public static IReadOnlyList<TextChange> Set(SourceText text, string property, string value)
    {
        // Where XML counts other lines than the editor.
        if (text.ToString().IndexOfAny(['\u0085', '\u2028', '\u2029']) >= 0)
            return [];
        try
        {
            return [.. Read(text, property, value)];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private static IEnumerable<TextChange> Read(SourceText text, string property, string value)
    {
        var changes = new List<TextChange>();
        using XmlReader reader = XmlReader.Create(new StringReader(text.ToString()));
        // Elements that are open, from the project inwards: whether each holds under any condition.
        var always = new Stack<bool>();
        bool isSet = false;
        int? group = null, project = null, content = null;
        while (reader.Read())
        {
            bool isGroup = reader.Depth == 1 && reader.LocalName == Group;
            if (reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement)
            {
                always.Push((always.Count == 0 || always.Peek()) && reader.GetAttribute("Condition") is null);
                content = null;
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                bool holds = always.Pop();
                // Behind "</".
                int end = Position() - 2;
                if (reader.Depth == 2 && reader.LocalName == property)
                {
                    isSet |= holds;
                    var span = TextSpan.FromBounds(content ?? end, end);
                    if (text.ToString(span).Trim() != value)
                        changes.Add(new(span, value));
                }

                group ??= isGroup && holds ? end : null;
                project = reader.Depth == 0 ? end : project;
                content = null;
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace)
            {
                content ??= Position();
            }
        }

        string element = $"<{property}>{value}</{property}>";
        if (!isSet && group is { } inside)
            changes.Add(Line(text, inside, element));
        else if (!isSet && project is { } last)
            changes.Add(Line(text, last, $"<{Group}>{element}</{Group}>"));
        return changes;

        int Position() => reader is IXmlLineInfo at ? text.Lines[at.LineNumber - 1].Start + at.LinePosition - 1 : 0;
    }

    /// <summary>A line in front of the one that begins with a closing tag, or the element alone where the tag does not begin one.</summary>
    private static TextChange Line(SourceText text, int end, string element)
    {
        TextLine line = text.Lines.GetLineFromPosition(end);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, end));
        if (indentation.Trim().Length > 0)
            return new(new(end, 0), element);
        // As deep below the tag as the project's first line of an element is.
        string deeper = text.Lines.Select(static l => l.ToString())
            .Where(static l => l.TrimStart().StartsWith("<", StringComparison.Ordinal))
            .Select(static l => l.Substring(0, l.Length - l.TrimStart().Length)).FirstOrDefault(static l => l.Length > 0) ?? "  ";
        TextLine before = text.Lines[line.LineNumber - 1];
        string newLine = text.ToString(TextSpan.FromBounds(before.End, before.EndIncludingLineBreak));
        return new(new(line.Start, 0), indentation + deeper + element + newLine);
    }
}
