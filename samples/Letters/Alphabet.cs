namespace Letters;

/// <summary>The characters that the network knows: a line's end and printable ASCII.</summary>
internal static class Alphabet
{
    /// <summary>How many there are; a token is 0 to below it.</summary>
    public const int Size = 96;

    private const char FirstPrintable = ' ';

    /// <summary>A text's tokens. Typographic quotes and dashes become plain ones; what else is not known becomes a space.</summary>
    public static int[] Tokens(string text)
    {
        var tokens = new List<int>(text.Length);
        foreach (char c in text)
        {
            if (c != '\r')
                tokens.Add(Token(c));
        }
        return [.. tokens];
    }

    /// <summary>The character that a token stands for.</summary>
    public static char Character(int token) => token == 0 ? '\n' : (char)(FirstPrintable + token - 1);

    private static int Token(char c) => c switch
    {
        '\n' => 0,
        >= FirstPrintable and <= '~' => c - FirstPrintable + 1,
        '\u2018' or '\u2019' => Token('\''),
        '\u201C' or '\u201D' => Token('"'),
        '\u2013' or '\u2014' => Token('-'),
        _ => Token(' '),
    };
}
