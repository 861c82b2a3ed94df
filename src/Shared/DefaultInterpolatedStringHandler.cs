using System.Globalization;
using System.Text;

#pragma warning disable IDE0130 // The compiler knows this type by its namespace.

namespace System.Runtime.CompilerServices;

/// <summary>
/// The builder of every <c>$"…"</c> in these assemblies: the compiler takes one that an assembly has itself before the framework's, and
/// this one writes numbers in the invariant culture. What people read and what compilers read is the same on every machine: in some
/// cultures a decimal point is a comma and a minus is no hyphen.
/// </summary>
internal ref struct DefaultInterpolatedStringHandler
{
    private readonly StringBuilder _text;

    /// <summary>An empty text.</summary>
    /// <param name="literalLength">Characters that are known.</param>
    /// <param name="formattedCount">Values among them.</param>
    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount) =>
        _text = new StringBuilder(literalLength + 8 * formattedCount);

    /// <summary>Writes a text as it is.</summary>
    public readonly void AppendLiteral(string value) => _text.Append(value);

    /// <summary>Writes a value.</summary>
    public readonly void AppendFormatted<T>(T value, string? format = null) => _text.Append(Format(value, format));

    /// <summary>Writes a value, filled up with spaces before it, or behind it where the width is negative.</summary>
    public readonly void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        string text = Format(value, format);
        _text.Append(alignment < 0 ? text.PadRight(-alignment) : text.PadLeft(alignment));
    }

#if NET
    /// <summary>Writes a stretch of characters.</summary>
    public readonly void AppendFormatted(ReadOnlySpan<char> value) => _text.Append(value);
#endif

    /// <summary>The text; it is not written on.</summary>
    public readonly string ToStringAndClear() => _text.ToString();

    private static string Format<T>(T value, string? format) => value is IFormattable
        ? ((IFormattable)value).ToString(format, CultureInfo.InvariantCulture)
        : value?.ToString() ?? "";
}
