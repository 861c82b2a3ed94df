using System.Globalization;

namespace Unrolled.Generator.Texts;

/// <summary>Small pieces of C#.</summary>
internal static class Text
{
    /// <summary>A literal that reads back as the same float.</summary>
    public static string Float(float value)
    {
        if (float.IsNegativeInfinity(value))
            return "float.NegativeInfinity";
        return value.ToString("G9", CultureInfo.InvariantCulture) + "f";
    }

    public static string Plus(string pointer, int offset) => offset switch
    {
        0 => pointer,
        < 0 => $"{pointer} - {-offset}",
        _ => $"{pointer} + {offset}",
    };

    /// <summary>
    /// An address as that of an element, <c>&amp;x[16]</c> for <c>x + 16</c>: the compiler searches all operators of the language for
    /// each sum of a pointer and a number, which is a quarter of its time for a network.
    /// </summary>
    public static string Element(string address)
    {
        int end = 0;
        while (end < address.Length && (char.IsLetterOrDigit(address[end]) || address[end] == '_'))
            end++;
        string pointer = address.Substring(0, end), rest = address.Substring(end);
        if (end > 0 && rest.StartsWith(" + ", StringComparison.Ordinal))
            return $"&{pointer}[{rest.Substring(3)}]";
        return end > 0 && rest.StartsWith(" - ", StringComparison.Ordinal) && !rest.Substring(3).Contains(' ')
            ? $"&{pointer}[-{rest.Substring(3)}]"
            : address;
    }

    public static string At(string pointer, int offset) =>
        pointer.Contains(' ') ? (offset == 0 ? $"*({pointer})" : $"({pointer})[{offset}]") : $"{pointer}[{offset}]";

    /// <summary>In brackets if an operator stands outside all brackets, so that a cast or a member may stand beside it.</summary>
    public static string Atom(string text)
    {
        int depth = 0;
        foreach (char c in text)
        {
            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (depth == 0 && c == ' ')
                return $"({text})";
        }

        return text;
    }

    /// <summary>Without the brackets around the whole.</summary>
    public static string Unbracket(string text)
    {
        if (text.Length == 0 || text[0] != '(')
            return text;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0)
                return i == text.Length - 1 ? text.Substring(1, i - 1) : text;
        }

        return text;
    }
}
