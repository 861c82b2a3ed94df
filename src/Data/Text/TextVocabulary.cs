namespace Unrolled.Data;

/// <summary>Turns text into tokens, from 0 to below <see cref="Size"/>, and back.</summary>
public abstract class TextVocabulary
{
    /// <summary>How many tokens there are: the first argument of an <see cref="EmbeddingAttribute"/>.</summary>
    public abstract int Size { get; }

    /// <summary>A text's tokens.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidDataException">Something in it is no token.</exception>
    public abstract int[] Encode(string text);

    /// <summary>The text of tokens.</summary>
    /// <param name="tokens">Any number of tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is negative, or <see cref="Size"/> or more.</exception>
    public abstract string Decode(ReadOnlySpan<int> tokens);

    private protected int Checked(int token) => token >= 0 && token < Size
        ? token
        : throw new ArgumentOutOfRangeException(nameof(token), token, $"Tokens are 0 to {Size - 1}, below the vocabulary's size.");
}
