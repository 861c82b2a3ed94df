using Unrolled;

namespace Letters;

/// <summary>
/// A text cut into stretches of the network's length, each with the characters that follow; a twentieth of them is kept for validation.
/// </summary>
internal sealed record Corpus(Dataset Train, Dataset Validation)
{
    private const int ValidationShare = 20;

    /// <summary>Reads a file, or the fables that come with the sample.</summary>
    /// <exception cref="InvalidDataException">The text is too short.</exception>
    public static Corpus Read(string? path)
    {
        using Stream stream = path is null ? typeof(Corpus).Assembly.GetManifestResourceStream("Fables.txt")! : File.OpenRead(path);
        using var reader = new StreamReader(stream);
        return Of(Alphabet.Tokens(reader.ReadToEnd()), path ?? "the built-in text");
    }

    /// <summary>Cuts a text.</summary>
    public static Corpus Of(int[] tokens, string name)
    {
        int length = Writer.InputLength, stretches = (tokens.Length - 1) / length;
        if (stretches < 2)
            throw new InvalidDataException(
                $"{name} has {tokens.Length:N0} characters, but at least {2 * length + 1} are needed to learn and to validate.");
        var inputs = new int[stretches * length];
        var labels = new int[stretches * length];
        Array.Copy(tokens, 0, inputs, 0, inputs.Length);
        Array.Copy(tokens, 1, labels, 0, labels.Length);
        var all = new Dataset(inputs, length, labels);
        (Dataset train, Dataset validation) = all.Split(stretches - Math.Max(1, stretches / ValidationShare));
        return new Corpus(train, validation);
    }
}
