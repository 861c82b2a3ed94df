using System.Text.Json.Serialization;
using Unrolled.Hosting;

/// <summary>What is asked: grams, millimetres, millimetres, degrees.</summary>
public sealed record Measures(float Weight, float Width, float Height, float Hue);

/// <summary>What is answered: the likeliest kind, and how likely it is.</summary>
public sealed record Answer(string Kind, float Probability)
{
    /// <summary>Asks a network; the names of its kinds are in its file.</summary>
    /// <exception cref="InvalidDataException">The measures lead to no answer, or the file names no kinds.</exception>
    public static Answer Of(Measures measures, LoadedNetwork<Fruit> fruit)
    {
        Span<float> probabilities = stackalloc float[Fruit.OutputLength];
        fruit.Classify([measures.Weight, measures.Width, measures.Height, measures.Hue], probabilities);
        int best = 0;
        for (int kind = 1; kind < probabilities.Length; kind++)
        {
            if (probabilities[kind] > probabilities[best])
                best = kind;
        }

        if (!float.IsFinite(probabilities[best]))
            throw new InvalidDataException("expected measures of a fruit, but of these nothing can be said.");
        if (fruit.Metadata.ClassNames.Length != probabilities.Length)
            throw new InvalidDataException($"expected {Training.Weights} with the names of {probabilities.Length} kinds; train again.");
        return new(fruit.Metadata.ClassNames[best], probabilities[best]);
    }
}

/// <summary>How they are written, known when the program is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Measures))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class Json : JsonSerializerContext;
