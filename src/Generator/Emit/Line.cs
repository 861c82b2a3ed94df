using System.Text;

namespace Unrolled.Generator.Emit;

/// <summary>
/// A statement's text with its addresses left open: lines of one <see cref="Form"/> differ in numbers alone, and can share their text.
/// </summary>
internal sealed class Line
{
    private readonly List<object> _parts = [];

    /// <summary>The text with a mark for each address's number.</summary>
    public string Form { get; private set; } = "";

    /// <summary>The numbers that are left open, in order.</summary>
    public IReadOnlyList<int> Numbers => [.. _parts.OfType<Hole>().Select(static h => h.Number)];

    public Line Text(string text)
    {
        _parts.Add(text);
        Form += text;
        return this;
    }

    /// <summary>An address: a pointer, elements from there, and what loops add.</summary>
    public Line Address(string pointer, int number, string turns)
    {
        _parts.Add(new Hole(pointer, number, turns));
        Form += $"&{pointer}[{turns}]";
        return this;
    }

    public override string ToString()
    {
        int hole = 0;
        return ToString(Numbers.Select(static n => n.ToString()).ToArray(), ref hole);
    }

    /// <summary>The text with numbers, or what computes them, filled in from the <paramref name="hole"/>th on.</summary>
    public string ToString(IReadOnlyList<string> numbers, ref int hole)
    {
        var text = new StringBuilder();
        foreach (object part in _parts)
            text.Append(part is Hole open ? open.Fill(numbers[hole++]) : part);
        return text.ToString();
    }

    private sealed record Hole(string Pointer, int Number, string Turns)
    {
        public string Fill(string number)
        {
            string sum = number == "0" ? Turns : Turns.Length == 0 ? number : $"{number} + {Turns}";
            // An element's address: the compiler would search all operators of the language for a sum of a pointer and a number.
            return sum.Length == 0 ? Pointer : $"&{Pointer}[{sum}]";
        }
    }
}
