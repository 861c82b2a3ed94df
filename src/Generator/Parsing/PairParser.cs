using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>From a class's symbol to a <see cref="PairSpec"/>.</summary>
internal static class PairParser
{
    public static Parsed<PairSpec> Parse(DeclaredClass pair, CancellationToken cancel)
    {
        var problems = new Problems();
        PairSpec? spec = Parse(pair, pair.Attribute, problems, cancel);
        return new Parsed<PairSpec>(problems.Any ? null : spec, problems.ToArray());
    }

    private static PairSpec? Parse(DeclaredClass pair, AttributeData attribute, Problems problems, CancellationToken cancel)
    {
        INamedTypeSymbol type = pair.Type;
        Location? at = attribute.ApplicationSyntaxReference?.GetSyntax(cancel).GetLocation();
        if (!TypeRules.CheckKind(pair, problems))
            return null;
        TypeRules.Check(pair, at, problems, cancel);
        if (type.GetAttributes().Any(KnownNames.IsNetwork))
            problems.Add(Descriptors.NoPair, at, type.Name, "is a network itself", "declare the pair on a class of its own");
        if (AttributeReader.Named(attribute, "Loss") is int loss and not (0 or 1))
        {
            string given = $"(AdversarialLoss){loss}";
            problems.Add(Descriptors.OutOfRange, at, "Adversarial", "Loss", given, "a member of AdversarialLoss");
        }

        SimilarNames.CheckInner(type, pair.Identifier, [PairSpec.GeneratorName, PairSpec.DiscriminatorName], problems, cancel);
        CheckMembers(pair, attribute.AttributeClass!.TypeArguments, problems);
        if (problems.Any)
            return null;
        PartSpec generator, discriminator;
        try
        {
            generator = PartReader.Read(attribute.AttributeClass!.TypeArguments[0], new PartPath(), cancel);
            discriminator = PartReader.Read(attribute.AttributeClass.TypeArguments[1], new PartPath(), cancel);
        }
        catch (PartException e)
        {
            if (e.Descriptor is not null)
                problems.Add(e.Descriptor, at, e.Texts);
            return null;
        }

        // What is wrong with the two themselves is told where they stand.
        if (generator.Input is null || discriminator.Input is null
            || NetworkGraph.TryBuild(generator.Alone, cancel: cancel).Graph is not { } samples
            || NetworkGraph.TryBuild(discriminator.Alone, cancel: cancel).Graph is null)
        {
            return null;
        }

        bool squares = AttributeReader.Named(attribute, "Loss") is 1;
        string last = discriminator.Layers[discriminator.Layers.Count - 1].Kind;
        IEnumerable<AttributeData> layers = attribute.AttributeClass!.TypeArguments[0].GetAttributes().Where(KnownNames.IsLayer);
        string? own = layers.Select(KnownNames.Kind).FirstOrDefault(static kind => LayerCatalog.Find(kind) is { IsLoss: true });
        if (own is not null)
            Refuse($"has the loss {own}, but a generator learns from the discriminator alone", $"remove it from {generator.Name}");
        else if (samples.Input.Tokens > 0)
            Refuse("takes tokens, but a generator's input is noise", "begin it with a layer that takes floats");
        else if (samples.Output.Shape != discriminator.Input)
            Refuse($"gives {samples.Output.Shape}, but {discriminator.Name} takes {discriminator.Input}", "let the two shapes be equal");
        else if (!squares && last is "Sigmoid" or "Softmax")
            RefuseLast();
        else if (generator.Access.Length == 0 || discriminator.Access.Length == 0)
            Refuse($"or {discriminator.Name} is private, and generated code cannot name it", "make both internal or public");
        var spec = new PairSpec(
            TypeNames.Namespace(type.ContainingNamespace), TypeNames.Containers(type), Identifiers.Escape(type.Name),
            generator, discriminator, squares ? "MeanSquaredError" : "BinaryCrossEntropy");
        foreach (NetworkSpec network in spec.Networks)
            NamespaceRules.Check(pair, network, problems);
        return spec;

        void RefuseLast() => Refuse(
            $"meets {discriminator.Name}, whose last layer is {last}, but the non-saturating loss takes logits",
            $"remove it from {discriminator.Name}");

        void Refuse(string what, string move) => problems.Add(Descriptors.NoPair, at, generator.Name, what, move);
    }

    /// <summary>Members that generated ones would collide with.</summary>
    private static void CheckMembers(DeclaredClass pair, IReadOnlyList<ITypeSymbol> networks, Problems problems)
    {
        INamedTypeSymbol type = pair.Type;
        foreach (string name in PairSpec.Members)
            MemberRules.CheckName(pair, name, "", problems);

        // A type's file must not have the name of the file of one of the pair's types, in which case does not matter.
        foreach (INamedTypeSymbol member in type.GetTypeMembers().Where(static m => IsNearly(m.Name)))
            problems.Add(Descriptors.MemberCollides, member.Locations[0], $"{type.Name}.{member.Name}", member.Name, type.Name, "");

        string taken = string.Join(", ", networks.Select(static n => n.ToDisplayString()));
        foreach (IMethodSymbol constructor in type.InstanceConstructors.Where(c => MemberRules.Signature(c) == taken))
        {
            string text = $"{type.Name}({string.Join(", ", networks.Select(static n => n.Name))})";
            problems.Add(Descriptors.MemberCollides, constructor.Locations[0], text, text, type.Name, "");
        }

        static bool IsNearly(string name) =>
            PairSpec.Members.Contains(name, StringComparer.OrdinalIgnoreCase) && !PairSpec.Members.Contains(name, StringComparer.Ordinal);
    }
}
