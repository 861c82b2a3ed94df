using Microsoft.CodeAnalysis;
using Unrolled.Generator.Diagnostics;

namespace Unrolled.Generator.Parsing;

/// <summary>Generated files are called after their classes, and Roslyn, like some file systems, does not tell cases apart there.</summary>
internal static class SimilarNames
{
    /// <summary>Reports a class beside which there is another of nearly its name.</summary>
    /// <param name="type">The class.</param>
    /// <param name="at">Its name in the source.</param>
    /// <param name="hasFile">Whether a class gets a file of the kind that <paramref name="type"/> gets.</param>
    /// <param name="problems">Takes the report.</param>
    /// <param name="cancel">Ends the search.</param>
    public static void Check(
        INamedTypeSymbol type, Location at, Func<INamedTypeSymbol, bool> hasFile, Problems problems, CancellationToken cancel)
    {
        INamedTypeSymbol? other = Others(type, Path(type), cancel)
            .FirstOrDefault(s => !SymbolEqualityComparer.Default.Equals(s, type) && hasFile(s));
        if (other is not null)
            problems.Add(Descriptors.SimilarName, at, type.ToDisplayString(), other.ToDisplayString());
    }

    /// <summary>Reports a class in another one that would have a file of the name of one of a pair's own two classes.</summary>
    public static void CheckInner(
        INamedTypeSymbol type, Location at, IEnumerable<string> inner, Problems problems, CancellationToken cancel)
    {
        foreach (string name in inner)
        {
            INamedTypeSymbol? other = Others(type, Path(type).Append(name), cancel)
                .FirstOrDefault(s => !SymbolEqualityComparer.Default.Equals(s.ContainingType, type) && HasSurface(s));
            if (other is not null)
                problems.Add(Descriptors.SimilarName, at, $"{type.ToDisplayString()}.{name}", other.ToDisplayString());
        }
    }

    private static IEnumerable<INamedTypeSymbol> Others(INamedTypeSymbol type, IEnumerable<string> path, CancellationToken cancel)
    {
        IEnumerable<INamespaceOrTypeSymbol> found = [type.ContainingAssembly.GlobalNamespace];
        foreach (string name in path)
        {
            cancel.ThrowIfCancellationRequested();
            found =
            [
                .. found.SelectMany(static s => s.GetMembers()).OfType<INamespaceOrTypeSymbol>()
                    .Where(s => name.Equals(s.Name, StringComparison.OrdinalIgnoreCase)),
            ];
        }

        return found.OfType<INamedTypeSymbol>();
    }

    /// <summary>Whether a class gets a surface: networks and pairs do.</summary>
    public static bool HasSurface(INamedTypeSymbol type) =>
        type.GetAttributes().Any(static a => KnownNames.IsNetwork(a) || KnownNames.IsAdversarial(a));

    /// <summary>The names of the namespaces and types around a type, and its own.</summary>
    private static IEnumerable<string> Path(ISymbol type)
    {
        var names = new Stack<string>();
        for (ISymbol symbol = type; symbol is not INamespaceSymbol { IsGlobalNamespace: true }; symbol = symbol.ContainingSymbol)
            names.Push(symbol.Name);
        return names;
    }
}
