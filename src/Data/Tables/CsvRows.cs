using System.Text;
using nietras.SeparatedValues;

namespace Unrolled.Data;

/// <summary>
/// The rows of a table, one at a time: the one place that calls Sep, which finds cells and lines. Quotes are looked through here, more
/// strictly than Sep does: what is not as RFC 4180 has it is refused.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private readonly CsvText _text;
    private readonly CsvOptions _limits;
    private readonly SepReader _reader;
    private char[] _unquoted = [];
    private bool _hasQuotes;
    private bool _first = true;
    private int _nextLine = 1;

    public CsvRows(CsvText text, bool header, char separator, CsvOptions limits)
    {
        (_text, _limits) = (text, limits);
        TextReader source = text.Open();
        _reader = Guarded(() => new Sep(separator).Reader(options => options with
        {
            HasHeader = false,
            DisableColCountCheck = true,
        }).From(source));
        if (!Move())
            throw Refuse("it is empty");
        if (_reader.Current.ColCount > limits.MaxColumns)
            throw Refuse($"it has {_reader.Current.ColCount} columns, more than the limit of {limits.MaxColumns}");
        var names = new string[_reader.Current.ColCount];
        for (int i = 0; i < names.Length; i++)
            names[i] = header ? Cell(i).ToString() : $"{i}";
        Names = new(names, header);
        if (Names.Twice is { } twice)
            throw RefuseLine($"the header has the name {Quoted(twice)} twice; rename one, or set {nameof(CsvOptions.Header)} to false");
        _first = !header;
    }

    public CsvNames Names { get; }

    /// <summary>Rows below the header that were read.</summary>
    public int Count { get; private set; }

    /// <summary>The line on which the row begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Goes to the next row that is not empty.</summary>
    public bool Next()
    {
        if (_first)
            _first = false;
        else if (!Move())
            return Count > 0 ? false : throw Refuse("expected rows below the header, but there are none");
        int cells = _reader.Current.ColCount;
        if (cells != Names.Count)
            throw RefuseLine($"expected {Names.Count} cells, as in the first row, but there are {cells}");
        if (++Count > _limits.MaxRows)
            throw RefuseLine($"there are more than {_limits.MaxRows} rows, the limit; raise {nameof(CsvOptions.MaxRows)}");
        return true;
    }

    /// <summary>A cell without the spaces and the quotes around it; it is there until the next is asked for.</summary>
    public ReadOnlySpan<char> Cell(int column)
    {
        ReadOnlySpan<char> cell = _reader.Current[column].Span.Trim(' ');
        if (cell.Length > _limits.MaxCell)
            throw RefuseLine(
                $"a cell has {cell.Length} characters, more than the limit of {_limits.MaxCell}; " +
                $"is a quote not closed? Otherwise raise {nameof(CsvOptions.MaxCell)}");
        return _hasQuotes && cell.Contains('"') ? Unquote(cell) : cell;
    }

    public InvalidDataException Refuse(string what) => new($"{_text.Name}: {what}.");

    public InvalidDataException RefuseLine(string what) => new($"{_text.Name}({Line}): {what}.");

    public InvalidDataException RefuseCell(int column, string what) => RefuseLine($"column {Quoted(Names[column])}: {what}");

    /// <summary>A text in quotes, cut where it is long.</summary>
    public static string Quoted(string text) => Quoted(text.AsSpan());

    public static string Quoted(ReadOnlySpan<char> text)
    {
        const int Told = 40;
        return text.Length <= Told ? $"'{text}'" : $"'{text[..Told]}…'";
    }

    public void Dispose() => _reader.Dispose();

    private bool Move()
    {
        while (Guarded(_reader.MoveNext))
        {
            ReadOnlySpan<char> row = _reader.Current.Span;
            // Where the row before ended: Sep's own number is wrong for the first.
            Line = _nextLine;
            _nextLine = _reader.Current.LineNumberToExcl;
            // An empty line, as at the end of many files.
            if (row.IsEmpty)
                continue;
            if (row.Contains('\0'))
                throw RefuseLine("there is a NUL character in it: expected text, but this seems to be another kind of file");
            _hasQuotes = row.Contains('"');
            return true;
        }
        return false;
    }

    private ReadOnlySpan<char> Unquote(ReadOnlySpan<char> cell)
    {
        if (cell is not ['"', .., '"'] || cell.Length < 2)
            throw RefuseQuotes(cell);
        ReadOnlySpan<char> inner = cell[1..^1];
        if (!inner.Contains('"'))
            return inner;
        if (_unquoted.Length < inner.Length)
            _unquoted = new char[inner.Length];
        int length = 0;
        for (int i = 0; i < inner.Length; i++)
        {
            // Of each pair the second one is skipped.
            if (inner[i] == '"' && (++i == inner.Length || inner[i] != '"'))
                throw RefuseQuotes(cell);
            _unquoted[length++] = inner[i];
        }
        return _unquoted.AsSpan(0, length);
    }

    private InvalidDataException RefuseQuotes(ReadOnlySpan<char> cell) => RefuseLine(
        $"the quotes in {Quoted(cell)} do not match; a cell with quotes in it is all in quotes, and has \"\" for each");

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException other)
        {
            throw new InvalidDataException(
                $"{_text.Name}({_nextLine} or later): expected UTF-8; give a StreamReader with the file's encoding instead of its path.", other);
        }
        catch (Exception wrong) when (wrong is NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"{_text.Name}({_nextLine} or later): {wrong.Message}", wrong);
        }
    }
}
