namespace Unrolled.Numerics.Tests;

/// <summary>Makes a network that fails as small as it still fails alike.</summary>
internal static class Shrinker
{
    /// <summary>Networks that are compiled together; the first one that fails is taken.</summary>
    private const int Together = 12;

    /// <summary>Networks that are tried before what there is must do.</summary>
    private const int Most = 600;

    public static (Declaration Declaration, Finding Finding) Shrink(Declaration failing, Finding finding)
    {
        var tried = new HashSet<string> { failing.Title };
        while (tried.Count < Most && Smaller(failing, finding, tried) is { } smaller)
            (failing, finding) = smaller;
        return (failing, finding);
    }

    /// <summary>The first network that is smaller, that the oracle takes, and that fails alike.</summary>
    private static (Declaration, Finding)? Smaller(Declaration failing, Finding finding, HashSet<string> tried)
    {
        bool generates = Compiler.Generate(failing) is null;
        foreach (Declaration[] some in Reductions.Of(failing).Where(d => tried.Add(d.Title) && IsSound(d)).Chunk(generates ? Together : 1))
        {
            using NetworkSet? set = generates ? new NetworkSet(some) : null;
            foreach (Declaration declaration in some)
            {
                Finding found = set is null ? NetworkChecks.OfError(Compiler.Generate(declaration)) : NetworkChecks.Run(declaration, set);
                if (found.Verdict == Verdict.Failed && found.Kind == finding.Kind)
                    return (declaration, found);
            }
        }
        return null;
    }

    /// <summary>Whether the oracle takes the network.</summary>
    private static bool IsSound(Declaration declaration)
    {
        try
        {
            _ = new OracleNetwork(declaration);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
