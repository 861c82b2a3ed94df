namespace Unrolled.Onnx.Conformance;

/// <summary>What is worse than the manifest has it.</summary>
internal static class Regressions
{
    // The expected numbers are NumPy's, whose functions and sums differ a little from machine to machine; ours do not.
    private const int Factor = 2, More = 4;

    /// <summary>A line for each test that passed and does not, or that is further away than it may be.</summary>
    public static IEnumerable<string> Of(IEnumerable<Outcome> outcomes, IReadOnlyDictionary<string, Outcome> manifest)
    {
        foreach (Outcome now in outcomes)
        {
            if (!manifest.TryGetValue(now.Name, out Outcome? before) || before.Status != Status.Passes)
                continue;
            if (now.Status != Status.Passes)
                yield return $"{now.Name} passed before: {now.Reason}";
            else if (now.Ulps > Factor * before.Ulps + More)
                yield return $"{now.Name} was {before.Ulps} units away and is {now.Ulps}";
        }
    }

    /// <summary>The names of tests that pass, and did not before.</summary>
    public static IEnumerable<string> Gains(IEnumerable<Outcome> outcomes, IReadOnlyDictionary<string, Outcome> manifest) =>
        outcomes.Where(static now => now.Status == Status.Passes)
            .Where(now => !manifest.TryGetValue(now.Name, out Outcome? before) || before.Status != Status.Passes)
            .Select(static now => now.Name);
}
