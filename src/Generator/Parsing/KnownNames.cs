using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Parsing;

/// <summary>Recognises the runtime's attributes.</summary>
internal static class KnownNames
{
    public const string Network = "Unrolled.NetworkAttribute";
    public const string Input = "Unrolled.InputAttribute";

    public const string Block = "Unrolled.BlockAttribute";
    public const string Adversarial = "Unrolled.AdversarialAttribute`2";

    private const string Suffix = "Attribute";

    public static bool IsNetwork(AttributeData attribute) => Is(attribute.AttributeClass, "NetworkAttribute");

    public static bool IsCompiledSpec(AttributeData attribute) =>
        attribute.AttributeClass is { Name: "CompiledSpecAttribute", ContainingNamespace: { Name: "Generated" } space }
        && IsLibrary(space.ContainingNamespace);

    /// <summary>Whether the compiler does not know the attribute.</summary>
    public static bool IsUnknown(AttributeData attribute) => attribute.AttributeClass is null or { TypeKind: TypeKind.Error };

    public static bool IsInput(AttributeData attribute) => Is(attribute.AttributeClass, "InputAttribute");

    public static bool IsBlock(AttributeData attribute) => Is(attribute.AttributeClass, "BlockAttribute");

    public static bool IsAdversarial(AttributeData attribute) => Is(attribute.AttributeClass, "AdversarialAttribute");

    /// <summary>Whether the attribute derives from <c>LayerAttribute</c>.</summary>
    public static bool IsLayer(AttributeData attribute)
    {
        for (INamedTypeSymbol? type = attribute.AttributeClass?.BaseType; type is not null; type = type.BaseType)
        {
            if (Is(type, "LayerAttribute"))
                return true;
        }

        return false;
    }

    /// <summary>The attribute's name without its suffix: <c>Conv2D</c>.</summary>
    public static string Kind(AttributeData attribute)
    {
        string name = attribute.AttributeClass!.Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;
    }

    private static bool Is(INamedTypeSymbol? type, string name) =>
        type is { ContainingType: null } && type.Name == name && IsLibrary(type.ContainingNamespace);

    private static bool IsLibrary(INamespaceSymbol? space) => space is { Name: "Unrolled", ContainingNamespace.IsGlobalNamespace: true };
}
