using System.Text;

namespace Unrolled.Data;

/// <summary>The text of a table, which can be read more than once.</summary>
/// <param name="name">What errors call it.</param>
/// <param name="open">Begins to read.</param>
internal sealed class CsvText(string name, Func<TextReader> open)
{
    private const string Separators = ",;\t|";

    // A file in another encoding is refused rather than read with other letters in it.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Name => name;

    public static CsvText Of(string path, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new(path, () =>
        {
            FileStream file = File.OpenRead(path);
            string? wrong = !file.CanSeek ? "it is a pipe or a terminal; copy it into a file first"
                : file.Length > maxBytes ? $"it has {file.Length} bytes, more than the limit of {maxBytes}; raise {nameof(CsvOptions.MaxBytes)}"
                : null;
            if (wrong is null)
                return new StreamReader(file, s_strict);
            file.Dispose();
            throw new InvalidDataException($"{path}: {wrong}.");
        });
    }

    public static CsvText Of(TextReader reader, long maxLength)
    {
        ArgumentNullException.ThrowIfNull(reader);
        const string Unnamed = "the table";
        var text = new StringBuilder();
        var piece = new char[1 << 14];
        for (int read; (read = reader.Read(piece)) > 0;)
        {
            if (text.Length + read > Math.Min(maxLength, int.MaxValue))
                throw new InvalidDataException(
                    $"{Unnamed}: it has more than {maxLength} characters, the limit; raise {nameof(CsvOptions.MaxBytes)}.");
            text.Append(piece, 0, read);
        }
        string whole = text.ToString();
        // A byte order mark that the reader left.
        string content = whole.StartsWith('\uFEFF') ? whole[1..] : whole;
        return new(Unnamed, () => new StringReader(content));
    }

    public TextReader Open() => open();

    /// <summary>Of the usual separators the one that is most frequent in the first line, outside of quotes.</summary>
    public char Separator()
    {
        Span<int> counts = stackalloc int[Separators.Length];
        bool quoted = false, begun = false;
        foreach (char next in Beginning())
        {
            if (begun && !quoted && next is '\r' or '\n')
                break;
            begun |= next is not ('\r' or '\n');
            quoted ^= next == '"';
            if (!quoted && Separators.IndexOf(next) is >= 0 and var which)
                counts[which]++;
        }
        int best = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[best])
                best = i;
        }
        return Separators[best];
    }

    private ReadOnlySpan<char> Beginning()
    {
        using TextReader text = Open();
        var beginning = new char[1 << 16];
        try
        {
            return beginning.AsSpan(0, text.ReadBlock(beginning));
        }
        catch (DecoderFallbackException)
        {
            // The rows are refused when they are read, with the line.
            return [];
        }
    }
}
