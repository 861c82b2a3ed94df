namespace Unrolled.Generator.Expressions;

/// <summary>The elementary functions that formulas may call, by the names of their methods in generated code.</summary>
internal static class Functions
{
    public const string Exp = "Exp";
    public const string Log = "Log";
    public const string Tanh = "Tanh";
    public const string Sigmoid = "Sigmoid";
    public const string Erf = "Erf";

    /// <summary>Every function, each after the ones it calls; also the order in which they are emitted.</summary>
    public static IReadOnlyList<string> All { get; } = [Exp, Log, Tanh, Sigmoid, Erf];

    /// <summary>The functions that <paramref name="name"/> itself calls.</summary>
    public static IEnumerable<string> Requires(string name) => name is Erf ? [Exp] : [];

    /// <summary>The used functions and all they call, each once, in the order of <see cref="All"/> whatever the order of use.</summary>
    public static IEnumerable<string> Closure(IEnumerable<string> used)
    {
        var wanted = new HashSet<string>(used);
        foreach (string name in All.Reverse().Where(wanted.Contains))
            wanted.UnionWith(Requires(name));

        return All.Where(wanted.Contains);
    }
}
