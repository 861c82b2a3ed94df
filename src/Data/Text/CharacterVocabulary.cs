using System.Text;

namespace Unrolled.Data;

/// <summary>A token for each character (Unicode code point), in the order of their numbers.</summary>
public sealed class CharacterVocabulary : TextVocabulary
{
    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int> _tokens = [];
    private readonly bool _hasUnknown;

    /// <summary>Takes all characters of a text.</summary>
    /// <param name="text">The text; how often a character comes does not matter.</param>
    /// <param name="hasUnknown">
    /// Whether there is one more token, the last, for all other characters; U+FFFD when it is decoded. Otherwise those are errors.
    /// </param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public CharacterVocabulary(string text, bool hasUnknown = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var seen = new SortedSet<Rune>();
        foreach (Rune character in text.EnumerateRunes())
            seen.Add(character);
        _characters = [.. seen];
        for (int token = 0; token < _characters.Length; token++)
            _tokens[_characters[token]] = token;
        _hasUnknown = hasUnknown;
    }

    /// <inheritdoc/>
    public override int Size => _characters.Length + (_hasUnknown ? 1 : 0);

    /// <summary>All characters as one text, by token.</summary>
    public string Characters => string.Concat(_characters);

    /// <inheritdoc/>
    public override int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<int>(text.Length);
        foreach (Rune character in text.EnumerateRunes())
        {
            if (_tokens.TryGetValue(character, out int token))
                tokens.Add(token);
            else
                tokens.Add(_hasUnknown ? _characters.Length : throw new InvalidDataException(
                    $"Character {tokens.Count} is U+{character.Value:X4}, which is none of the {_characters.Length} known ones; " +
                    "make the vocabulary of all texts, or with a token for unknown characters."));
        }
        return [.. tokens];
    }

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder(tokens.Length);
        foreach (int token in tokens)
            text.Append(Checked(token) < _characters.Length ? _characters[token].ToString() : "\uFFFD");
        return text.ToString();
    }
}
