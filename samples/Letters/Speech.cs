using System.Text;

namespace Letters;

/// <summary>Lets a network write: each character is drawn from its guess, and fed back as the next one to read.</summary>
internal static class Speech
{
    /// <summary>Writes on from a beginning.</summary>
    /// <param name="network">The network.</param>
    /// <param name="prompt">What it reads first.</param>
    /// <param name="length">Characters to write.</param>
    /// <param name="temperature">Below 1 the likely characters become likelier; 0 always takes the likeliest.</param>
    /// <param name="seed">The same seed draws the same characters.</param>
    public static string Write(Writer network, string prompt, int length, double temperature, ulong seed)
    {
        var random = new Random(unchecked((int)seed));
        var state = default(Writer.State);
        var guess = new float[Alphabet.Size];
        foreach (int token in Alphabet.Tokens(prompt.Length > 0 ? prompt : "\n"))
            network.Step(token, ref state, guess);
        var text = new StringBuilder(prompt);
        for (int i = 0; i < length; i++)
        {
            int token = Draw(guess, temperature, random);
            text.Append(Alphabet.Character(token));
            network.Step(token, ref state, guess);
        }
        return text.ToString();
    }

    private static int Draw(ReadOnlySpan<float> logits, double temperature, Random random)
    {
        int best = 0;
        for (int c = 1; c < logits.Length; c++)
        {
            if (logits[c] > logits[best])
                best = c;
        }
        if (temperature == 0)
            return best;
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp((logit - logits[best]) / temperature);
        double left = random.NextDouble() * sum;
        for (int c = 0; c < logits.Length; c++)
        {
            left -= Math.Exp((logits[c] - logits[best]) / temperature);
            if (left < 0)
                return c;
        }
        return best;
    }
}
