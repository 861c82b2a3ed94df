namespace Unrolled.Generator.Model;

/// <summary>A block that carries its layers to other assemblies.</summary>
internal sealed record BlockSpec(string Namespace, EquatableArray<Container> Containers, string Name, PartSpec Part)
{
    /// <summary>The block's place among types, as a network's would be.</summary>
    public NetworkSpec Frame => new(Namespace, Containers, Name, new Shape(1), default, 0);
}
