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

    /// <summary>How many lines of text it is: a statement may have others inside.</summary>
    public int Height => 1 + Form.Count(static c => c == '\n');

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
        _parts.Add(new Hole(pointer, number, turns, "", number));
        Form += $"&{pointer}[{turns}]";
        return this;
    }

    /// <summary>An address inside a buffer, which lies <paramref name="place"/> elements behind a pointer.</summary>
    public Line Address(string pointer, int place, int offset, string turns, string buffer)
    {
        _parts.Add(new Hole(pointer, place + offset, turns, buffer, offset));
        Form += $"&{pointer}[{turns}]";
        return this;
    }

    public override string ToString()
    {
        int hole = 0;
        return ToString(Numbers.Select(static n => n.ToString()).ToArray(), ref hole);
    }

    /// <summary>The text with names for its buffers.</summary>
    public string ToString(BufferNames names)
    {
        var text = new StringBuilder();
        foreach (object part in _parts)
        {
            text.Append(part is not Hole open ? part
                : open.Buffer.Length == 0 ? open.Fill(open.Number.ToString())
                : (open with { Pointer = names.Of(open.Buffer, open.Pointer, open.Number - open.Offset) }).Fill(open.Offset.ToString()));
        }

        return text.ToString();
    }

    /// <summary>The text with numbers, or what computes them, filled in from the <paramref name="hole"/>th on.</summary>
    public string ToString(IReadOnlyList<string> numbers, ref int hole)
    {
        var text = new StringBuilder();
        foreach (object part in _parts)
            text.Append(part is Hole open ? open.Fill(numbers[hole++]) : part);
        return text.ToString();
    }

    private sealed record Hole(string Pointer, int Number, string Turns, string Buffer, int Offset)
    {
        public string Fill(string number)
        {
            string sum = number == "0" ? Turns : Turns.Length == 0 ? number : $"{number} + {Turns}";
            // An element's address: the compiler would search all operators of the language for a sum of a pointer and a number.
            return sum.Length == 0 ? Pointer : $"&{Pointer}[{sum}]";
        }
    }
}
