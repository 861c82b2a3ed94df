using System.Text;

namespace Unrolled.Generator.Texts;

/// <summary>Indented text. Blocks are raw literals, re-indented line by line; lines end in <c>\n</c> everywhere.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Write(string block)
    {
        foreach (string line in block.Split('\n'))
        {
            string content = line.TrimEnd('\r');
            _text.Append(' ', content.Length == 0 ? 0 : 4 * _depth).Append(content).Append('\n');
        }
    }

    /// <summary>A header line and a braced block that ends when the result is disposed.</summary>
    public Scope Block(string header)
    {
        Write(header);
        return Braces();
    }

    public Scope Braces()
    {
        Write("{");
        _depth++;
        return new Scope(this);
    }

    public override string ToString() => _text.ToString();

    internal sealed class Scope(CodeWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Write("}");
        }
    }
}
