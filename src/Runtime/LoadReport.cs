using System.Collections.Immutable;

namespace Unrolled;

/// <summary>What loading a part of a network took from a file.</summary>
/// <param name="Taken">The network's tensors that the file had in their shapes.</param>
/// <param name="Missing">The part's tensors that it did not have; they are as they were.</param>
/// <param name="Unused">The file's tensors that have no place in the part.</param>
public sealed record LoadReport(ImmutableArray<string> Taken, ImmutableArray<string> Missing, ImmutableArray<string> Unused)
{
    /// <summary>The counts, and the names that were left.</summary>
    public override string ToString() =>
        $"{Taken.Length} tensors taken{Names(Missing, "missing")}{Names(Unused, "unused")}";

    private static string Names(ImmutableArray<string> names, string what) =>
        names.IsEmpty ? "" : $", {names.Length} {what}: {string.Join(", ", names.Take(5))}{(names.Length > 5 ? ", …" : "")}";
}
