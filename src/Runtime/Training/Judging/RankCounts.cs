namespace Unrolled.Training;

/// <summary>How many labels had each rank among the classes' scores, from 0; last, how many had none.</summary>
internal sealed class RankCounts(long[] counts) : IEquatable<RankCounts>
{
    private readonly long _all = counts.Sum();

    /// <summary>The classes that were ranked.</summary>
    public int Classes => counts.Length - 1;

    /// <summary>The share of labels among the first <paramref name="k"/>.</summary>
    public double Share(int k) => (double)counts.AsSpan(0, Math.Min(k, Classes)).ToArray().Sum() / _all;

    public bool Equals(RankCounts? other) => other is not null && counts.AsSpan().SequenceEqual(other.Counts);

    public override bool Equals(object? obj) => Equals(obj as RankCounts);

    public override int GetHashCode() => HashCode.Combine(_all, counts.Length);

    private ReadOnlySpan<long> Counts => counts;
}
