using System.Text;
using Microsoft.ML.Tokenizers;

namespace Unrolled.Data.Tests;

/// <summary>Text as tokens and as samples with the tokens that follow, and files that are no text.</summary>
public sealed class TextCorpusTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Characters_are_tokens_in_the_order_of_their_numbers()
    {
        TextCorpus corpus = TextCorpus.FromText("bad 😀é");

        Assert.Equal(6, corpus.Vocabulary.Size);
        Assert.Equal(" abdé😀", ((CharacterVocabulary)corpus.Vocabulary).Characters);
        Assert.Equal([2, 1, 3, 0, 5, 4], corpus.Tokens.ToArray());
        Assert.Equal("bad 😀é", corpus.Vocabulary.Decode(corpus.Tokens));
        Assert.Throws<ArgumentOutOfRangeException>(() => corpus.Vocabulary.Decode([6]));
    }

    [Fact]
    public void Unknown_characters_are_an_error_or_a_token()
    {
        var strict = new CharacterVocabulary("abc");
        var lenient = new CharacterVocabulary("abc", hasUnknown: true);

        Assert.Contains("Character 1 is U+0078", Assert.Throws<InvalidDataException>(() => strict.Encode("axb")).Message);
        Assert.Equal([0, 3, 1], lenient.Encode("axb"));
        Assert.Equal("a\uFFFDb", lenient.Decode([0, 3, 1]));
        Assert.Equal(4, lenient.Size);
        Assert.Contains("the text: Character", Assert.Throws<InvalidDataException>(() => TextCorpus.FromText("xyz",
            new() { Vocabulary = strict })).Message);
    }

    [Fact]
    public void Every_token_is_labelled_with_the_one_that_follows()
    {
        TextCorpus corpus = TextCorpus.FromText("abcdefgh", new() { Length = 3 });

        Assert.Equal((3, 3, 3), (corpus.Data.Count, corpus.Data.InputLength, corpus.Data.TargetLength));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 0, 0], corpus.Data.Tokens.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, -100, -100], corpus.Data.Labels.ToArray());
    }

    [Theory]
    [InlineData(8, 7, 1, 1)]
    [InlineData(2, 5, 2, 1)]
    [InlineData(8, 3, 1, 5)]
    [InlineData(9, 3, 2, 4)]
    [InlineData(10, 3, 4, 3)]
    public void Samples_begin_a_stride_apart_and_end_with_the_text(int letters, int length, int stride, int samples)
    {
        TextCorpus corpus = TextCorpus.FromText("abcdefghij"[..letters], new() { Length = length, Stride = stride });

        Assert.Equal(samples, corpus.Data.Count);
        Assert.Contains(letters - 1, corpus.Data.Labels.ToArray());
        for (int sample = 0; sample < samples; sample++)
            Assert.Equal(Math.Min(sample * stride, letters - 1), corpus.Data.Tokens[sample * length]);
    }

    [Fact]
    public void Parts_share_no_token()
    {
        (TextCorpus first, TextCorpus second) = TextCorpus.FromText("abcdefghij", new() { Length = 4, Stride = 1 }).Split(0.7);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], first.Tokens.ToArray());
        Assert.Equal([7, 8, 9], second.Tokens.ToArray());
        Assert.Equal(10, second.Vocabulary.Size);
        Assert.Equal([8, 9, -100, -100], second.Data.Labels.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Split(0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Split(double.NaN));
    }

    [Fact]
    public void Files_may_have_a_mark_and_line_ends_of_any_kind()
    {
        string path = Written([.. Encoding.UTF8.Preamble, .. "a\r\nb\rc\nd"u8]);

        Assert.Equal("a\nb\nc\nd", Text(TextCorpus.Load(path)));
        Assert.Equal("a\r\nb\rc\nd", Text(TextCorpus.Load(path, new() { KeepLineEnds = true })));
    }

    [Theory]
    [InlineData(new byte[] { 97, 98, 0xC3, 0x28, 99 }, "from 2 on, C3286")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 97, 0xFF }, "from 4 on, FF")]
    [InlineData(new byte[] { 97, 0xE2, 0x82 }, "from 1 on, E282")]
    [InlineData(new byte[] { 0xFF, 0xFE, 97, 0 }, "from 0 on")]
    [InlineData(new byte[] { }, "is empty")]
    [InlineData(new byte[] { 97 }, "has 1 tokens")]
    public void What_is_no_text_is_refused_with_the_place(byte[] bytes, string reason)
    {
        string path = Written(bytes);
        string message = Assert.Throws<InvalidDataException>(() => TextCorpus.Load(path)).Message;
        Assert.StartsWith(path, message);
        Assert.Contains(reason, message);
    }

    [Fact]
    public void Files_beyond_the_limit_are_refused() =>
        Assert.Contains("more than 5 bytes", Assert.Throws<InvalidDataException>(() => TextCorpus.Load(Written(
            "abcdef"u8.ToArray()), new() { MaxBytes = 5 })).Message);

    [Fact]
    public void Byte_pairs_are_tokens_too()
    {
        // Merges in their order: "a b" makes ab, "ab c" makes abc.
        var vocabulary = """{"a":0,"b":1,"c":2,"ab":3,"abc":4}"""u8.ToArray();
        var tokenizer = BpeTokenizer.Create(new MemoryStream(vocabulary), new MemoryStream("#version: 0.2\na b\nab c\n"u8.ToArray()));

        TextCorpus corpus = TextCorpus.FromText("abcabcab", new() { Length = 2, Vocabulary = new TokenizerVocabulary(tokenizer, 5) });

        Assert.Equal([4, 4, 3], corpus.Tokens.ToArray());
        Assert.Equal([4, 3], corpus.Data.Labels.ToArray());
        var tooSmall = new TokenizerVocabulary(tokenizer, 4);
        Assert.Contains("token 4", Assert.Throws<InvalidDataException>(() => tooSmall.Encode("abc")).Message);
    }

    private static string Text(TextCorpus corpus) => corpus.Vocabulary.Decode(corpus.Tokens);

    private string Written(byte[] bytes)
    {
        string path = Path.Combine(_folder.Path, "text.txt");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
