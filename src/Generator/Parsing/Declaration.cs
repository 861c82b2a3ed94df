using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>
/// A network's attributes, sorted out. Roslyn promises no order of attributes, so all orders here are those of the source.
/// </summary>
internal sealed class Declaration
{
    private Declaration(DeclaredClass declared) => Class = declared;

    public DeclaredClass Class { get; }

    public INamedTypeSymbol Type => Class.Type;

    /// <summary>The declaration that carries <c>[Network]</c>.</summary>
    public TypeDeclarationSyntax Node => Class.Node;

    public Compilation Compilation => Class.Compilation;

    public Location Identifier => Class.Identifier;

    public PlacedAttribute Network { get; private set; } = null!;

    public IReadOnlyList<PlacedAttribute> Inputs { get; private set; } = [];

    /// <summary>The layers' attributes, those of <see cref="Node"/> first.</summary>
    public IReadOnlyList<PlacedAttribute> LayerAttributes { get; private set; } = [];

    /// <summary>
    /// Whether there are attributes that the compiler does not know: a misspelt layer, perhaps, without which nothing fits.
    /// </summary>
    public bool HasUnknownAttributes { get; private set; }

    /// <summary>
    /// Reads the attributes; null where the compiler reports errors in them, or where another part of the class is read instead.
    /// </summary>
    public static Declaration? Read(DeclaredClass declared, CancellationToken cancel)
    {
        var declaration = new Declaration(declared);
        var known = new List<PlacedAttribute>();
        foreach (AttributeData attribute in declaration.Type.GetAttributes())
        {
            cancel.ThrowIfCancellationRequested();
            declaration.HasUnknownAttributes |= KnownNames.IsUnknown(attribute);
            if (!KnownNames.IsNetwork(attribute) && !KnownNames.IsInput(attribute) && !KnownNames.IsLayer(attribute))
                continue;
            var syntax = attribute.ApplicationSyntaxReference?.GetSyntax(cancel) as AttributeSyntax;
            if (syntax is null || !AttributeReader.IsSound(attribute, syntax))
                return null;
            known.Add(new PlacedAttribute(attribute, syntax));
        }

        declaration.Sort(known);
        // A second [Network] is the compiler's to report; it must not generate the class twice.
        return declaration.Network.Owner == declaration.Node ? declaration : null;
    }

    /// <summary>The layers with their names; classes that cannot be parts are reported.</summary>
    public IReadOnlyList<DeclaredLayer> ReadLayers(Problems problems, CancellationToken cancel)
    {
        var ordinals = new Dictionary<string, int>();
        var layers = new List<DeclaredLayer>();
        PartPath path = new PartPath().In(Type);
        foreach (PlacedAttribute attribute in LayerAttributes)
        {
            try
            {
                (LayerSpec spec, bool isNamed) = PartReader.Layer(attribute.Data, attribute.Syntax, ordinals, path, cancel);
                layers.Add(new DeclaredLayer(spec, isNamed, LayerCatalog.Find(spec.Kind), attribute.Location));
            }
            catch (PartException e)
            {
                HasUnknownAttributes |= e.Descriptor is null;
                if (e.Descriptor is not null)
                    problems.Add(e.Descriptor, attribute.Location, e.Texts);
            }
        }

        return layers;
    }

    private void Sort(List<PlacedAttribute> attributes)
    {
        PlacedAttribute[] sorted =
        [
            .. attributes
                .OrderBy(static a => a.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(static a => a.Syntax.SpanStart),
        ];
        Network = sorted.First(static a => KnownNames.IsNetwork(a.Data));
        Inputs = [.. sorted.Where(static a => KnownNames.IsInput(a.Data))];
        LayerAttributes = [.. sorted.Where(static a => KnownNames.IsLayer(a.Data)).OrderBy(a => a.Owner == Node ? 0 : 1)];
    }
}

/// <summary>An attribute and its syntax.</summary>
internal sealed record PlacedAttribute(AttributeData Data, AttributeSyntax Syntax)
{
    /// <summary>The declaration that it stands on, one of the class's parts.</summary>
    public SyntaxNode? Owner => Syntax.Parent?.Parent;

    public Location Location => Syntax.GetLocation();
}
