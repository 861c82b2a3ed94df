using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>Reads the layers of classes that attributes name as type arguments, as deep as they go.</summary>
internal static class PartReader
{
    /// <summary>The parts of a composite layer.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="inside">The classes that are being read, the network first.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="PartException">A class is no part, or contains itself.</exception>
    public static EquatableArray<PartSpec> Read(
        AttributeData attribute, PartPath inside, CancellationToken cancel) =>
        new([.. attribute.AttributeClass!.TypeArguments.Select(type => Read(type, inside, cancel))]);

    /// <summary>One class's layers.</summary>
    /// <exception cref="PartException">The class is no part, or contains itself.</exception>
    public static PartSpec Read(ITypeSymbol type, PartPath inside, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (type is not INamedTypeSymbol part || !part.GetAttributes().Any(static a => KnownNames.IsNetwork(a) || KnownNames.IsBlock(a)))
            throw new PartException(Descriptors.NoPart, type.Name);
        PartPath deeper = inside.In(part);
        if (part.DeclaringSyntaxReferences.IsEmpty)
            return Compiled(part, deeper);
        (AttributeData Data, AttributeSyntax Syntax)[] attributes =
        [
            .. part.GetAttributes().Where(static a => KnownNames.IsLayer(a) || KnownNames.IsInput(a))
                .Select(a => (a, Syntax: a.ApplicationSyntaxReference?.GetSyntax(cancel) as AttributeSyntax))
                .Where(static a => a.Syntax is not null).Select(static a => (a.a, a.Syntax!))
                .OrderBy(static a => a.Item2.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static a => a.Item2.SpanStart),
        ];
        if (attributes.Length == 0)
            throw new PartException(Descriptors.NoPart, part.Name);
        if (attributes.Any(static a => !AttributeReader.IsSound(a.Data, a.Syntax)))
            throw new PartException(null, part.Name);
        AttributeData? input = attributes.Select(static a => a.Data).FirstOrDefault(KnownNames.IsInput);
        // Said where the part stands.
        if (input is not null && !InputRules.IsSound(AttributeReader.Integers(input)))
            throw new PartException(null, part.Name);
        var ordinals = new Dictionary<string, int>();
        LayerSpec[] layers =
        [
            .. attributes.Where(static a => KnownNames.IsLayer(a.Data)).Select(a => Layer(a.Data, a.Syntax, ordinals, deeper, cancel).Spec)
                .Where(static l => LayerCatalog.Find(l.Kind) is not { IsLoss: true }),
        ];
        if (layers.Length == 0)
            throw new PartException(Descriptors.NoPart, part.Name);
        foreach (LayerSpec layer in layers)
            LayerRules.CheckInside(layer, part.Name);
        bool isNetwork = part.GetAttributes().Any(KnownNames.IsNetwork);
        return new PartSpec(part.Name, isNetwork && input is not null ? new Shape(AttributeReader.Integers(input)) : null, new(layers))
        {
            TypeName = isNetwork ? part.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : "",
            Access = Access(part),
        };
    }

    /// <summary>A class of another assembly, from the text that it carries.</summary>
    private static PartSpec Compiled(INamedTypeSymbol part, PartPath path)
    {
        PartException No(string why, string move) => new(Descriptors.NoCompiledSpec, part.Name, part.ContainingAssembly.Name, why, move);
        AttributeData? compiled = part.GetAttributes().FirstOrDefault(KnownNames.IsCompiledSpec);
        if (compiled is null)
            throw No("holds no generated code for it", "make the class partial there and rebuild that project with Unrolled");
        PartSpec? spec = compiled.ConstructorArguments is [{ Value: SpecText.Version }, { Value: string text }]
            ? SpecText.Read(text)
            : null;
        if (spec is null || !IsKnown(spec))
            throw No("was built with another version of Unrolled", "rebuild both with one version");
        path.Count(Layers(spec));
        string typeName = spec.Input is null ? "" : part.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return spec with { TypeName = typeName, Access = Access(part) };
    }

    private static int Layers(PartSpec part) => part.Layers.Sum(static l => 1 + l.Parts.Sum(Layers));

    private static bool IsKnown(PartSpec part) =>
        part.Layers.All(static l => LayerCatalog.Find(l.Kind) is not null && l.Parts.All(IsKnown));

    private static string Access(INamedTypeSymbol type)
    {
        string access = "public";
        for (INamedTypeSymbol? around = type; around is not null; around = around.ContainingType)
        {
            if (around.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
                return "";
            if (around.DeclaredAccessibility != Accessibility.Public)
                access = "internal";
        }

        return access;
    }

    /// <summary>One layer, and whether its name was given.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="syntax">Its source.</param>
    /// <param name="ordinals">How many there were of each kind; counts this one.</param>
    /// <param name="inside">The classes that are being read, the network first.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="PartException">A class that it names is no part, or contains itself.</exception>
    public static (LayerSpec Spec, bool IsNamed) Layer(
        AttributeData attribute, AttributeSyntax syntax, Dictionary<string, int> ordinals, PartPath inside,
        CancellationToken cancel)
    {
        inside.Count(1);
        string kind = KnownNames.Kind(attribute);
        bool composite = attribute.AttributeClass!.TypeArguments.Length > 0;
        string counted = (composite && kind != "Branch" ? attribute.AttributeClass.TypeArguments[0].Name : kind).ToLowerInvariant();
        ordinals[counted] = ordinals.TryGetValue(counted, out int before) ? before + 1 : 1;
        string? given = AttributeReader.Named(attribute, "Name") as string;
        TypedConstant names = attribute.ConstructorArguments.FirstOrDefault(static a => a.Kind == TypedConstantKind.Array);
        string[] sources = names is { IsNull: false, Kind: TypedConstantKind.Array }
            ? [.. names.Values.Select(static v => v.Value).OfType<string>()]
            : [];
        var spec = new LayerSpec(kind, given ?? $"{counted}{ordinals[counted]}", AttributeReader.Arguments(attribute, syntax))
        {
            From = AttributeReader.Named(attribute, "From") as string,
            Sources = new(sources),
            Parts = composite ? Read(attribute, inside, cancel) : default,
        };
        return (spec, given is not null);
    }
}

/// <summary>A class cannot be a part of another. Without a descriptor the compiler reports what is wrong with it.</summary>
internal sealed class PartException(DiagnosticDescriptor? descriptor, params string[] texts) : Exception(texts[0])
{
    public DiagnosticDescriptor? Descriptor { get; } = descriptor;

    /// <summary>The arguments of the message.</summary>
    public string[] Texts { get; } = texts;
}
