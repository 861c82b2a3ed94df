using Microsoft.CodeAnalysis;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>A layer and where it stands.</summary>
/// <param name="Spec">The layer, named.</param>
/// <param name="IsNamed">Whether the name was given, rather than made from kind and ordinal.</param>
/// <param name="Rules">What the catalogue knows of the layer; null for an attribute that it does not know.</param>
/// <param name="At">The attribute's place in the source.</param>
internal sealed record DeclaredLayer(LayerSpec Spec, bool IsNamed, Layer? Rules, Location At)
{
    public bool IsLoss => Rules?.IsLoss == true;
}
