using Unrolled.Generator.Model;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Emit;

/// <summary>The public members of an adversarial pair.</summary>
internal static class PairText
{
    /// <summary>The pair's members and those of its two networks, which refer to each other.</summary>
    public static Emitted Surface(PairSpec pair, Bodies bodies, CancellationToken cancel)
    {
        var own = new EmittedFile(GeneratedNames.File(Frame(pair), ""), Of(pair));
        NetworkSpec[] networks = [.. pair.Networks];
        return new(new([own, .. networks.SelectMany(n => NetworkEmitter.Surface(n, bodies, cancel).Files)]), new(networks), default);
    }

    /// <summary>The name with all that is around it.</summary>
    public static string FullName(PairSpec pair) => NetworkEmitter.FullName(Frame(pair));

    private static NetworkSpec Frame(PairSpec pair) => pair.Networks.First() with { Containers = pair.Containers, Name = pair.Name };

    private static string Of(PairSpec pair)
    {
        string access = pair.Generator.Access == "public" && pair.Discriminator.Access == "public" ? "public" : "internal";
        string generator = pair.Generator.TypeName, discriminator = pair.Discriminator.TypeName;
        LayerSpec last = pair.Generator.Layers.Last(static l => l.Kind is not ("Flatten" or "Reshape" or "Transpose"));
        (string least, string most) = Range(last.Kind);
        const string Optimiser = "global::Unrolled.Optimizer", Options = "global::Unrolled.TrainerOptions";
        string types = $"{generator}, {PairSpec.GeneratorName}, {PairSpec.DiscriminatorName}";
        string parameters = $"{Optimiser} generator, {Optimiser} discriminator, {Options}? options = null";
        string steps = $"new {PairSpec.GeneratorName}(Generator, Discriminator), new {PairSpec.DiscriminatorName}(Discriminator)";
        var writer = new CodeWriter();
        using (TypeText.Open(writer, Frame(pair), ""))
        {
            writer.Write($$"""
                /// <summary>Makes a pair of two living networks; training changes them.</summary>
                /// <param name="generator">What makes samples of noise.</param>
                /// <param name="discriminator">What tells them from real ones.</param>
                {{access}} {{pair.Name}}({{generator}} generator, {{discriminator}} discriminator)
                {
                    global::System.ArgumentNullException.ThrowIfNull(generator);
                    global::System.ArgumentNullException.ThrowIfNull(discriminator);
                    Generator = generator;
                    Discriminator = discriminator;
                }

                /// <summary>What makes samples of noise.</summary>
                {{access}} {{generator}} Generator { get; }

                /// <summary>What tells generated samples from real ones.</summary>
                {{access}} {{discriminator}} Discriminator { get; }

                /// <summary>Prepares training; threads start, memory comes with the first batch.</summary>
                /// <param name="generator">The generator's optimiser.</param>
                /// <param name="discriminator">The discriminator's optimiser, another one.</param>
                /// <param name="options">Threads, seed, clipping and schedule, for both; defaults if left out.</param>
                public global::Unrolled.AdversarialTrainer Train({{parameters}})
                    => new global::Unrolled.Generated.AdversarialTrainer<{{types}}>(
                        Generator, {{steps}}, generator, discriminator, options, {{least}}, {{most}});

                private sealed partial class {{PairSpec.GeneratorName}};

                private sealed partial class {{PairSpec.DiscriminatorName}};
                """);
        }

        return writer.ToString();
    }

    /// <summary>What a generator's last layer can give.</summary>
    private static (string Least, string Most) Range(string kind) => kind switch
    {
        "Tanh" => ("-1f", "1f"),
        "Sigmoid" or "Softmax" => ("0f", "1f"),
        "ReLU" or "Softplus" => ("0f", "float.PositiveInfinity"),
        _ => ("float.NegativeInfinity", "float.PositiveInfinity"),
    };
}
