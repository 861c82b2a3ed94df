namespace Unrolled.Data;

/// <summary>
/// A text as sequences of tokens, each token labelled with the one that follows: what a network learns that is to go on writing. Samples
/// are stretches of <see cref="TextOptions.Length"/> tokens in the text's order; the last one is filled up with token 0, labelled -100,
/// which losses ignore.
/// </summary>
public sealed class TextCorpus
{
    private const int Ignored = -100;

    private readonly int[] _tokens;
    private readonly TextOptions _options;
    private readonly Lazy<Dataset> _data;

    private TextCorpus(int[] tokens, TextVocabulary vocabulary, TextOptions options, string name)
    {
        if (tokens.Length < 2)
            throw new InvalidDataException($"{name} has {tokens.Length} tokens, but at least 2 are needed: one to read, and " +
                "one that follows.");
        (_tokens, Vocabulary, _options) = (tokens, vocabulary, options);
        _data = new Lazy<Dataset>(Cut);
    }

    /// <summary>What turns text into tokens and back.</summary>
    public TextVocabulary Vocabulary { get; }

    /// <summary>The whole text's tokens.</summary>
    public ReadOnlySpan<int> Tokens => _tokens;

    /// <summary>The samples. Cut when they are first asked for.</summary>
    public Dataset Data => _data.Value;

    /// <summary>Reads a text file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Length of samples, vocabulary and limits; defaults if left out.</param>
    /// <exception cref="InvalidDataException">It is no UTF-8, too large or too short, or the vocabulary does not know a
    /// character.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TextCorpus Load(string path, TextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new TextOptions();
        return Of(Utf8Text.Read(path, options.MaxBytes), options, path);
    }

    /// <summary>Takes a text from memory.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Length of samples and vocabulary; defaults if left out.</param>
    /// <exception cref="InvalidDataException">It is too short, or the vocabulary does not know a character.</exception>
    public static TextCorpus FromText(string text, TextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text, options ?? new TextOptions(), "the text");
    }

    /// <summary>Cuts the text in two at one place, so that no sample of one part has a token of the other.</summary>
    /// <param name="share">
    /// The first part's share of the tokens, greater than 0 and less than 1; 0.9 keeps the last tenth for validation.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1, or leaves a part with fewer than 2
    /// tokens.</exception>
    public (TextCorpus First, TextCorpus Second) Split(double share)
    {
        int cut = share is > 0 and < 1 ? (int)(share * _tokens.Length) : 0;
        if (cut < 2 || _tokens.Length - cut < 2)
            throw new ArgumentOutOfRangeException(
                nameof(share), share, $"A share between 0 and 1 that leaves both parts 2 of {_tokens.Length} tokens is " +
                "needed; 0.9 is usual.");
        return (Part(_tokens[..cut]), Part(_tokens[cut..]));

        TextCorpus Part(int[] tokens) => new(tokens, Vocabulary, _options, "a part");
    }

    private static TextCorpus Of(string text, TextOptions options, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Length, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Stride ?? 1, nameof(options));
        if (!options.KeepLineEnds)
            text = text.Replace("\r\n", "\n").Replace('\r', '\n');
        if (text.Length == 0)
            throw new InvalidDataException($"{name} is empty.");
        TextVocabulary vocabulary = options.Vocabulary ?? new CharacterVocabulary(text);
        try
        {
            return new TextCorpus(vocabulary.Encode(text), vocabulary, options, name);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    private Dataset Cut()
    {
        int length = _options.Length, stride = _options.Stride ?? length, labelled = _tokens.Length - 1;
        int samples = labelled <= length ? 1 : 1 + (int)(((long)labelled - length + stride - 1) / stride);
        if ((long)samples * length > Array.MaxLength)
            throw new InvalidOperationException(
                $"{samples:N0} samples of {length} tokens are more than an array can hold; raise {nameof(TextOptions.Stride)}.");
        int[] inputs = new int[samples * length], labels = new int[samples * length];
        Array.Fill(labels, Ignored);
        for (int sample = 0; sample < samples; sample++)
        {
            int start = (int)Math.Min((long)sample * stride, labelled), count = Math.Min(length, labelled - start), at = sample * length;
            Array.Copy(_tokens, start, inputs, at, count);
            Array.Copy(_tokens, start + 1, labels, at, count);
        }
        return new Dataset(inputs, length, labels);
    }
}
