namespace Unrolled.Numerics.Tests;

/// <summary>The documented rules by which the generator may refuse a network that the oracle takes.</summary>
internal static class Refusals
{
    private static readonly (string Id, string Text, string Reason)[] Rules =
    [
        ("UNR0025", "", "training a network whose layers are all frozen would change nothing"),
        ("UNR0018", "both of which generated code calls", "two parameters may not have one name in the generated class"),
        ("UNR0018", "mean something else", "a part that is a network keeps the shapes of its parameters"),
        ("UNR0016", "", "two layers may not have one name in the generated class"),
    ];

    /// <summary>The rule that a refusal follows; null if there is none.</summary>
    public static string? Reason(CompileError error) =>
        Rules.FirstOrDefault(r => r.Id == error.Id && error.Text.Contains(r.Text, StringComparison.Ordinal)).Reason;
}
