using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>What parsing a declaration gives: a spec if it is sound, or what is wrong with it.</summary>
internal sealed record Parsed(NetworkSpec? Spec, EquatableArray<Problem> Problems)
{
    /// <summary>Nothing to generate and nothing to say, because the compiler says it or another declaration stands for the class.</summary>
    public static Parsed Silent { get; } = new(null, default);

    public static Parsed Failed(Problems problems) => new(null, problems.ToArray());
}
