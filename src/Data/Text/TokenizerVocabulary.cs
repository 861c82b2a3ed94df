using Microsoft.ML.Tokenizers;

namespace Unrolled.Data;

/// <summary>The tokens of a tokeniser, such as byte pairs.</summary>
public sealed class TokenizerVocabulary : TextVocabulary
{
    private readonly Tokenizer _tokenizer;

    /// <summary>Wraps a tokeniser.</summary>
    /// <param name="tokenizer">A tokeniser whose tokens are numbers from 0 to below the size.</param>
    /// <param name="size">How many tokens it has, special ones included: 50,257 for GPT-2's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    public TokenizerVocabulary(Tokenizer tokenizer, int size)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (_tokenizer, Size) = (tokenizer, size);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] tokens = [.. _tokenizer.EncodeToIds(text)];
        int wrong = Array.FindIndex(tokens, token => token < 0 || token >= Size);
        return wrong < 0 ? tokens : throw new InvalidDataException(
            $"The tokeniser gave token {tokens[wrong]}, but the vocabulary's size is {Size}; give the tokeniser's size, " +
            "special tokens included.");
    }

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> tokens)
    {
        var checkedTokens = new int[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
            checkedTokens[i] = Checked(tokens[i]);
        return _tokenizer.Decode(checkedTokens) ?? "";
    }
}
