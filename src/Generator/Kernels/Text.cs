using System.Globalization;

namespace Unrolled.Generator.Kernels;

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

    public static string At(string pointer, int offset) =>
        pointer.Contains(' ') ? (offset == 0 ? $"*({pointer})" : $"({pointer})[{offset}]") : $"{pointer}[{offset}]";

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

    /// <summary>A method name's part from a layer's: <c>features.0</c> becomes <c>Features0</c>.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('.', '_').Where(static part => part.Length > 0).Select(static part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
}
