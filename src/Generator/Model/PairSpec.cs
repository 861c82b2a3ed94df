namespace Unrolled.Generator.Model;

/// <summary>An adversarial pair as it was declared.</summary>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Containers">The partial types around the class, outermost first.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Generator">The generator.</param>
/// <param name="Discriminator">The discriminator.</param>
/// <param name="Loss">The attribute of the loss.</param>
internal sealed record PairSpec(
    string Namespace, EquatableArray<Container> Containers, string Name, PartSpec Generator, PartSpec Discriminator, string Loss)
{
    public const string GeneratorName = "GeneratorStep", DiscriminatorName = "DiscriminatorStep";

    /// <summary>The members of every pair, beside its constructor.</summary>
    public static IReadOnlyList<string> Members { get; } = [GeneratorName, DiscriminatorName, "Generator", "Discriminator", "Train"];

    /// <summary>
    /// The networks whose training the pair's is: the generator and behind it the discriminator, held as it is; and the discriminator by
    /// itself. Both are private classes of the pair, over the memory of the living two.
    /// </summary>
    public IEnumerable<NetworkSpec> Networks =>
    [
        Network(
            GeneratorName, Generator.Input!,
            Part(Generator, "generator"), Part(Discriminator, "discriminator", new Argument("Held", 1, "Held = true"))),
        Network(DiscriminatorName, Discriminator.Input!, Part(Discriminator, "discriminator")),
    ];

    private NetworkSpec Network(string name, Shape input, params LayerSpec[] layers)
    {
        var loss = new LayerSpec(Loss, "loss", default);
        return new(Namespace, new([.. Containers, new Container("class", Name)]), name, input, new([.. layers, loss]), 0);
    }

    private static LayerSpec Part(PartSpec part, string name, params Argument[] arguments) =>
        new("Use", name, new(arguments)) { Parts = new([part]) };
}
