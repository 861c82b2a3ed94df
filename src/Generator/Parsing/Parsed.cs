using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>What reading a declaration gives: its meaning if it is sound, and what is to be said of it.</summary>
internal sealed record Parsed<T>(T? Value, EquatableArray<Problem> Problems)
    where T : class
{
    /// <summary>Nothing to generate and nothing to say, because the compiler says it or another declaration stands for the class.</summary>
    public static Parsed<T> Silent { get; } = new(null, default);

    public static Parsed<T> Failed(params Problem[] problems) => new(null, new(problems));
}
