using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Emit;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>The namespaces that generated code stands in, or takes its names from: what a project declares there could hide them.</summary>
internal static class NamespaceRules
{
    private static readonly string[] s_roots = ["System", "Unrolled", GeneratedNames.Around];

    private static readonly string[] s_sources =
        [GeneratedNames.Around, "System", "System.Runtime.CompilerServices", "System.Runtime.Intrinsics"];

    public static void Check(DeclaredClass declared, NetworkSpec spec, Problems problems)
    {
        INamespaceSymbol own = declared.Type.ContainingAssembly.GlobalNamespace;
        string kept = $"{GeneratedNames.Around}.{GeneratedNames.OfBodies(spec)}";
        if (Find(own, kept) is { } taken)
            problems.Add(Descriptors.MemberCollides, taken.Locations[0], kept, "the namespace of the kernels", spec.Name, "");
        // Nobody, not even 'global::', reaches a namespace behind a type of its name.
        IEnumerable<INamedTypeSymbol> hiding = s_roots.Select(root => Find(own, root)).OfType<INamedTypeSymbol>()
            .Concat(Meeting(declared, own));
        foreach (INamedTypeSymbol type in hiding)
        {
            string name = $"the name {type.Name} in code";
            problems.Add(Descriptors.MemberCollides, type.Locations[0], type.ToDisplayString(), name, spec.Name, "");
        }
    }

    /// <summary>The project's types in one of the namespaces that the code uses whose names another one of them has too.</summary>
    private static IEnumerable<INamedTypeSymbol> Meeting(DeclaredClass declared, INamespaceSymbol own) =>
        from source in s_sources
        where Find(own, source) is INamespaceSymbol
        from type in ((INamespaceSymbol)Find(own, source)!).GetTypeMembers()
        where s_sources.Any(other => other != source
            && Find(declared.Compilation.GlobalNamespace, other) is INamespaceSymbol space && space.GetTypeMembers(type.Name).Any(IsPublic))
        select type;

    private static bool IsPublic(INamedTypeSymbol type) => type.DeclaredAccessibility == Accessibility.Public;

    private static INamespaceOrTypeSymbol? Find(INamespaceSymbol root, string path)
    {
        INamespaceOrTypeSymbol? found = root;
        foreach (string name in path.Split('.'))
            found = found?.GetMembers(name).OfType<INamespaceOrTypeSymbol>().OrderBy(static s => s.IsNamespace ? 1 : 0).FirstOrDefault();
        return found;
    }
}
