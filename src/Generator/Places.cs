using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Unrolled.Generator.Model;

namespace Unrolled.Generator;

/// <summary>
/// Places for what a step gives. Roslyn compares it with what the step gave before by position, and a class that is added or removed
/// moves all behind it: their code would be made again. Here a class's name, not its turn, settles its place.
/// </summary>
internal static class Places
{
    /// <summary>So many that two classes of a project seldom share one; those that do may be generated again with each other.</summary>
    private const int Count = 512;

    /// <summary>The same values, each at the place that its name gives it.</summary>
    public static IncrementalValuesProvider<T> ByName<T>(this IncrementalValuesProvider<T> values, Func<T, string> name, string step)
        where T : IEquatable<T> =>
        values.Collect().SelectMany((all, _) => Sort(all, name)).SelectMany(static (here, _) => here).WithTrackingName(step);

    private static IEnumerable<EquatableArray<T>> Sort<T>(ImmutableArray<T> values, Func<T, string> name)
        where T : IEquatable<T>
    {
        var places = new List<(string Name, T Value)>?[Count];
        foreach (T value in values)
        {
            string own = name(value);
            (places[Place(own)] ??= []).Add((own, value));
        }

        return places.Select(static here => here is null
            ? default
            : new EquatableArray<T>([.. here.GroupBy(static v => v.Name, StringComparer.Ordinal)
                .OrderBy(static named => named.Key, StringComparer.Ordinal).Select(static named => named.First().Value)]));
    }

    /// <summary>FNV-1a, since the hash code of a string is another one in each process.</summary>
    private static int Place(string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
            hash = unchecked((hash ^ c) * 16777619);
        return (int)(hash % Count);
    }
}
