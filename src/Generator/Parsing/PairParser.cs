using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>From a class's symbol to a <see cref="PairSpec"/>.</summary>
internal static class PairParser
{
    public static Parsed<PairSpec> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        var problems = new Problems();
        AttributeData attribute = context.Attributes[0];
        PairSpec? spec = Parse(context, attribute, problems, cancel);
        return new Parsed<PairSpec>(problems.Any ? null : spec, problems.ToArray());
    }

    private static PairSpec? Parse(
        GeneratorAttributeSyntaxContext context, AttributeData attribute, Problems problems, CancellationToken cancel)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        Location? at = attribute.ApplicationSyntaxReference?.GetSyntax(cancel).GetLocation();
        for (INamedTypeSymbol? around = type; around is not null; around = around.ContainingType)
        {
            string partial = $"partial {TypeNames.Keyword(around)} {around.Name}";
            IEnumerable<TypeDeclarationSyntax> nodes = around.DeclaringSyntaxReferences
                .Select(r => r.GetSyntax(cancel)).OfType<TypeDeclarationSyntax>();
            foreach (TypeDeclarationSyntax node in nodes.Where(static n => !n.Modifiers.Any(SyntaxKind.PartialKeyword)))
                problems.Add(Descriptors.NotPartial, node.Identifier.GetLocation(), around.Name, partial);
        }

        Location name = ((TypeDeclarationSyntax)context.TargetNode).Identifier.GetLocation();
        if (type is not { TypeKind: TypeKind.Class, IsRecord: false, IsStatic: false, IsAbstract: false })
            problems.Add(Descriptors.NotAClass, name, type.Name, "no such class", $"declare it as 'partial class {type.Name}'");
        else if (type.Arity > 0)
            problems.Add(Descriptors.Generic, name, type.Name, "remove them");
        else if (context.SemanticModel.Compilation.Options is CSharpCompilationOptions { AllowUnsafe: false })
            problems.Add(Descriptors.UnsafeNotAllowed, at, type.Name);
        if (type.GetAttributes().Any(KnownNames.IsNetwork))
            problems.Add(Descriptors.NoPair, at, type.Name, "is a network itself", "declare the pair on a class of its own");
        SimilarNames.Check(type, name, SimilarNames.HasSurface, problems, cancel);
        foreach (ISymbol member in type.GetMembers().Where(Collides))
            problems.Add(Descriptors.MemberCollides, member.Locations[0], $"{type.Name}.{member.Name}", member.Name, type.Name, "");
        if (problems.Any)
            return null;
        PartSpec generator, discriminator;
        try
        {
            generator = PartReader.Read(attribute.AttributeClass!.TypeArguments[0], [], cancel);
            discriminator = PartReader.Read(attribute.AttributeClass.TypeArguments[1], [], cancel);
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
        string? loss = layers.Select(KnownNames.Kind).FirstOrDefault(static kind => LayerCatalog.Find(kind) is { IsLoss: true });
        if (loss is not null)
            Refuse($"has the loss {loss}, but a generator learns from the discriminator alone", $"remove it from {generator.Name}");
        else if (samples.Input.Tokens > 0)
            Refuse("takes tokens, but a generator's input is noise", "begin it with a layer that takes floats");
        else if (samples.Output.Shape != discriminator.Input)
            Refuse($"gives {samples.Output.Shape}, but {discriminator.Name} takes {discriminator.Input}", "let the two shapes be equal");
        else if (!squares && last is "Sigmoid" or "Softmax")
            RefuseLast();
        else if (generator.Access.Length == 0 || discriminator.Access.Length == 0)
            Refuse($"or {discriminator.Name} is private, and generated code cannot name it", "make both internal or public");
        return new PairSpec(
            TypeNames.Namespace(type.ContainingNamespace), TypeNames.Containers(type), Identifiers.Escape(type.Name),
            generator, discriminator, squares ? "MeanSquaredError" : "BinaryCrossEntropy");

        // A type's file must not have the name of the file of one of the pair's types, in which case does not matter.
        static bool Collides(ISymbol member) => PairSpec.Members.Contains(
            member.Name, member is INamedTypeSymbol ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

        void RefuseLast() => Refuse(
            $"meets {discriminator.Name}, whose last layer is {last}, but the non-saturating loss takes logits",
            $"remove it from {discriminator.Name}");

        void Refuse(string what, string move) => problems.Add(Descriptors.NoPair, at, generator.Name, what, move);
    }
}
