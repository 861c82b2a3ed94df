using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;

namespace Unrolled.Generator.Parsing;

/// <summary>Generated files are called after their networks, and Roslyn, like some file systems, does not tell upper from lower case there.</summary>
internal static class SimilarNames
{
    public static void Check(Declaration declaration, Problems problems, CancellationToken cancel)
    {
        IEnumerable<INamespaceOrTypeSymbol> found = [declaration.Type.ContainingAssembly.GlobalNamespace];
        foreach (string name in Path(declaration.Type))
        {
            cancel.ThrowIfCancellationRequested();
            found =
            [
                .. found.SelectMany(static s => s.GetMembers()).OfType<INamespaceOrTypeSymbol>()
                    .Where(s => name.Equals(s.Name, StringComparison.OrdinalIgnoreCase)),
            ];
        }

        INamespaceOrTypeSymbol? other = found.FirstOrDefault(
            s => !SymbolEqualityComparer.Default.Equals(s, declaration.Type) && s.GetAttributes().Any(KnownNames.IsNetwork));
        if (other is not null)
            problems.Add(Descriptors.SimilarName, declaration.Identifier, declaration.Type.ToDisplayString(), other.ToDisplayString());
    }

    /// <summary>The names of the namespaces and types around a type, and its own.</summary>
    private static IEnumerable<string> Path(ISymbol type)
    {
        var names = new Stack<string>();
        for (ISymbol symbol = type; symbol is not INamespaceSymbol { IsGlobalNamespace: true }; symbol = symbol.ContainingSymbol)
            names.Push(symbol.Name);
        return names;
    }
}
