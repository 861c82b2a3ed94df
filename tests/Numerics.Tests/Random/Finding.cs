namespace Unrolled.Numerics.Tests;

/// <summary>What became of a network.</summary>
internal enum Verdict
{
    Passed,

    /// <summary>Its numbers are such that nothing can be said.</summary>
    Skipped,

    /// <summary>A documented rule forbids it.</summary>
    Refused,

    Failed,
}

/// <summary>What became of a network, and why.</summary>
/// <param name="Verdict">What.</param>
/// <param name="Kind">What was found, without numbers: a smaller network that fails alike has the same.</param>
/// <param name="Text">What differed.</param>
internal sealed record Finding(Verdict Verdict, string Kind = "", string Text = "")
{
    public static Finding Passed { get; } = new(Verdict.Passed);
}
