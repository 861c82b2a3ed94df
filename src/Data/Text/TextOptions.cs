namespace Unrolled.Data;

/// <summary>How a text becomes samples.</summary>
public sealed record TextOptions
{
    /// <summary>Tokens in a sample. 64 unless set.</summary>
    public int Length { get; init; } = 64;

    /// <summary>
    /// Tokens from the beginning of a sample to that of the next; as many as a sample has unless set, so that none is read twice.
    /// </summary>
    public int? Stride { get; init; }

    /// <summary>
    /// What turns text into tokens: the characters of another text, or a <see cref="TokenizerVocabulary"/>. The text's own characters
    /// unless set.
    /// </summary>
    public TextVocabulary? Vocabulary { get; init; }

    /// <summary>Whether line ends stay as they are; otherwise CR LF and CR become LF. False unless set.</summary>
    public bool KeepLineEnds { get; init; }

    /// <summary>The largest file, in bytes: 256 MB unless set.</summary>
    public int MaxBytes { get; init; } = 256 << 20;
}
