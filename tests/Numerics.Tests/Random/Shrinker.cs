namespace Unrolled.Numerics.Tests;

/// <summary>Makes a network that fails as small as it still fails alike.</summary>
internal static class Shrinker
{
    /// <summary>Networks that are compiled together; the first one that fails is taken.</summary>
    private const int Together = 12;

    /// <summary>Networks that are tried before what there is must do.</summary>
    private const int Most = 1000;

    public static (Declaration Declaration, Finding Finding) Shrink(Declaration failing, Finding finding)
    {
        var tried = new HashSet<string> { failing.Title };
        while (tried.Count < Most && Smaller(failing, finding, tried) is { } smaller)
            (failing, finding) = smaller;
        return (failing, finding);
    }

    /// <summary>The network and those of its kind that the oracle takes, in one set.</summary>
    private static (Declaration, Finding)? Smaller(Declaration failing, Finding finding, HashSet<string> tried)
    {
        foreach (Declaration[] some in Reductions.Of(failing).Where(d => tried.Add(d.Title) && IsSound(d)).Chunk(Together))
        {
            using var set = new NetworkSet(some);
            foreach (Declaration declaration in some)
            {
                Finding found = NetworkChecks.Run(declaration, set);
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
