using Letters;

namespace Unrolled.Samples.Tests;

/// <summary>The character model's parts: text to tokens and back, stretches and what follows them, learning, and writing.</summary>
[Trait("Category", "Slow")]
public class LettersTests
{
    private const string Rhyme = "one two, buckle my shoe\nthree four, knock at the door\n";

    [Fact]
    public void Tokens_are_the_text_in_plain_characters()
    {
        Assert.Equal("He said: \"caf  - it's\n fine\"",
            string.Concat(Alphabet.Tokens("He said: “café – it’s\r\n\tfine”").Select(Alphabet.Character)));
        Assert.All(Alphabet.Tokens("\0 \u4e2d ~"), token => Assert.InRange(token, 0, Alphabet.Size - 1));
    }

    [Fact]
    public void Labels_are_the_characters_that_follow()
    {
        int[] tokens = Alphabet.Tokens(string.Concat(Enumerable.Repeat(Rhyme, 10)));
        Corpus corpus = Corpus.Of(tokens, "a rhyme");

        Assert.Equal(tokens[1..(1 + corpus.Train.Labels.Length)], corpus.Train.Labels.ToArray());
        Assert.Equal(tokens[..corpus.Train.Tokens.Length], corpus.Train.Tokens.ToArray());
        Assert.Contains("at least 129", Assert.Throws<InvalidDataException>(() => Corpus.Of(tokens[..100], "a rhyme")).Message);
    }

    [Fact]
    public void A_rhyme_is_learned_by_heart()
    {
        Corpus corpus = Corpus.Of(Alphabet.Tokens(string.Concat(Enumerable.Repeat(Rhyme, 30))), "a rhyme");
        var network = new Writer(seed: 1);
        using var trainer = new Trainer<Writer>(network, new Adam(0.01f), new() { MaxNorm = 5 });
        EpochResult last = trainer.Fit(corpus.Train, epochs: 40, batchSize: 8).Last();

        Assert.True(last.Loss < 0.2, $"The loss is {last.Loss}.");
        string text = Speech.Write(network, "one two,", 40, temperature: 0, seed: 1);
        Assert.StartsWith("one two, buckle my shoe\nthree four, knock", text);
        Assert.Equal(Speech.Write(network, "", 50, 0.8, seed: 7), Speech.Write(network, "", 50, 0.8, seed: 7));
    }
}
