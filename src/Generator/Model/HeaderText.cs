using System.Globalization;
using System.Text;

namespace Unrolled.Generator.Model;

/// <summary>
/// Reads the JSON of a safetensors header (https://github.com/huggingface/safetensors#format):
/// <c>{"name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}</c>. No JSON library lives beside a generator, and of JSON there are
/// only objects, strings and lists of whole numbers.
/// </summary>
internal sealed class HeaderText
{
    private const string Metadata = "__metadata__";

    private readonly string _text;
    private int _at;

    private HeaderText(string text) => _text = text;

    /// <summary>The tensors, in the order of the header.</summary>
    /// <param name="text">The header.</param>
    /// <param name="data">Bytes behind it.</param>
    /// <exception cref="FormatException">It is no such header.</exception>
    public static IReadOnlyList<WeightsTensor> Read(string text, long data)
    {
        var header = new HeaderText(text);
        var tensors = new List<WeightsTensor>();
        header.Object(name =>
        {
            if (name == Metadata)
                header.Object(_ => header.String());
            else
                tensors.Add(header.Tensor(name, data));
        });
        return tensors;
    }

    private WeightsTensor Tensor(string name, long data)
    {
        string type = "";
        long[] shape = [], offsets = [];
        Object(key =>
        {
            switch (key)
            {
                case "dtype":
                    type = String();
                    break;
                case "shape":
                    shape = Numbers();
                    break;
                case "data_offsets":
                    offsets = Numbers();
                    break;
                default:
                    throw Unexpected($"dtype, shape or data_offsets, not \"{key}\"");
            }
        });
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > data)
            throw new FormatException($"tensor {name} lies outside the {data} bytes of data");
        return new(name, type, new(shape), offsets[1] - offsets[0]);
    }

    private void Object(Action<string> member)
    {
        Take('{');
        if (Peek() == '}')
        {
            Take('}');
            return;
        }

        do
        {
            string name = String();
            Take(':');
            member(name);
        }
        while (More('}'));
    }

    private long[] Numbers()
    {
        var numbers = new List<long>();
        Take('[');
        if (Peek() == ']')
        {
            Take(']');
            return [];
        }

        do
        {
            Peek();
            int start = _at;
            while (_at < _text.Length && char.IsDigit(_text[_at]))
                _at++;
            if (!long.TryParse(_text.Substring(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                throw Unexpected("a whole number");
            numbers.Add(number);
        }
        while (More(']'));
        return [.. numbers];
    }

    private string String()
    {
        Take('"');
        var text = new StringBuilder();
        while (_at < _text.Length && _text[_at] != '"')
        {
            if (_text[_at] == '\\' && ++_at < _text.Length && _text[_at] == 'u' && _at + 4 < _text.Length
                && int.TryParse(_text.Substring(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
            {
                text.Append((char)code);
                _at += 5;
                continue;
            }

            if (_at < _text.Length)
                text.Append(_text[_at++]);
        }

        Take('"');
        return text.ToString();
    }

    private bool More(char end)
    {
        if (Peek() == ',')
        {
            Take(',');
            return true;
        }

        Take(end);
        return false;
    }

    private char Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private void Take(char c)
    {
        if (Peek() != c)
            throw Unexpected($"'{c}'");
        _at++;
    }

    private FormatException Unexpected(string expected) => new($"expected {expected} at character {_at} of its header");
}
