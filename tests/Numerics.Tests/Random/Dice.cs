using CsCheck;

namespace Unrolled.Numerics.Tests;

/// <summary>Random decisions, all of which follow from one seed.</summary>
internal sealed class Dice(PCG source)
{
    /// <summary>A number of this range, both ends included.</summary>
    public int Between(int low, int high) => low + (int)source.Next((uint)(high - low + 1));

    /// <summary>Whether something of this probability happens.</summary>
    public bool Chance(int percent) => source.Next(100) < percent;

    /// <summary>The value, or more often nothing.</summary>
    public T? Maybe<T>(T value, int percent = 20) where T : struct => Chance(percent) ? value : null;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Between(0, choices.Count - 1)];
}
