using CsCheck;

namespace Unrolled.Generator.Tests.Declarations;

/// <summary>Random decisions, all of which follow from one seed.</summary>
internal sealed class Dice(PCG source)
{
    /// <summary>A number of this range, both ends included.</summary>
    public int Between(int low, int high) => low + (int)source.Next((uint)(high - low + 1));

    /// <summary>Whether something of this probability happens.</summary>
    public bool Chance(int percent) => source.Next(100) < percent;

    /// <summary>One of the sound choices, and seldom an odd one.</summary>
    public T Mostly<T>(IReadOnlyList<T> sound, IReadOnlyList<T> odd, int percent = 8) => Pick(Chance(percent) ? odd : sound);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Between(0, choices.Count - 1)];
}
