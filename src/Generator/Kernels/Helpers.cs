using Unrolled.Generator.Expressions;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels;

/// <summary>A method that kernels call, for vectors of some width: one of the known ones, or a layer's formula.</summary>
internal sealed record Helper(string Name, int Lanes, Expr? Formula = null);

/// <summary>The texts of helpers: the elementary functions, comparisons, and the fold of a vector's lanes.</summary>
internal static class Helpers
{
    /// <summary>The sum of a vector's lanes.</summary>
    public const string Fold = "Fold";

    /// <summary>The larger of two numbers, the smaller, and the larger of one and 0; NaN if one is NaN.</summary>
    public const string Larger = "Larger", Smaller = "Smaller", Positive = "Positive";

    private static readonly string[] s_comparisons = [Larger, Smaller, Positive];

    /// <summary>The used helpers and what they call, each once, in a stable order.</summary>
    public static IEnumerable<string> Source(IReadOnlyCollection<Helper> used)
    {
        int widest = used.Where(static h => h.Name == Fold).Select(static h => h.Lanes).DefaultIfEmpty(0).Max();
        for (int lanes = widest; lanes >= 4; lanes /= 2)
            yield return FoldOf(lanes);
        foreach (int lanes in new[] { 4, 8, 16 })
        {
            Helper[] ofWidth = [.. used.Where(h => h.Lanes == lanes)];
            string[] called = [.. ofWidth.Where(static h => h.Formula is null).Select(static h => h.Name)];
            foreach (string name in s_comparisons.Where(called.Contains))
                yield return ComparisonOf(name, new Vector(lanes));
            foreach (string name in Functions.Closure(called))
                yield return FunctionText.Source(name, 32 * lanes).TrimEnd('\n');
            IEnumerable<Helper> formulas = ofWidth.Where(static h => h.Formula is not null);
            foreach (Helper helper in formulas.OrderBy(static h => h.Name, StringComparer.Ordinal))
                yield return new Vector(lanes).Method(helper.Name, helper.Formula!, new HashSet<Helper>(used));
        }
    }

    /// <summary>The sum of vectors that together hold 16 lanes, by halves.</summary>
    public static string FoldVectors(IReadOnlyList<string> vectors)
    {
        while (vectors.Count > 1)
        {
            int half = vectors.Count / 2;
            vectors = [.. vectors.Take(half).Select((low, i) => $"({low} + {vectors[i + half]})")];
        }

        return $"{Fold}({Text.Unbracket(vectors[0])})";
    }

    /// <summary>
    /// Comparisons with the same bits everywhere, from x86's instruction, which gives the second operand where one is NaN or both are
    /// zeros. .NET's own <c>Max</c> takes eight instructions for the zeros' order, which no result here depends on.
    /// </summary>
    public static string ComparisonOf(string name, Vector vector)
    {
        bool native = vector.Lanes > 4;
        string Choose(string instruction, string comparison) => native
            ? $"{vector.Class}.{instruction}(a, b)"
            : $"{vector.Class}.ConditionalSelect({vector.Class}.{comparison}(a, b), a, b)";
        string isNaN = $"~{vector.Class}.Equals(a, a)";
        (string operands, string body) = name switch
        {
            Larger => ("a, b", $"{Choose("MaxNative", "GreaterThan")} | {isNaN}"),
            Smaller => ("a, b", $"{Choose("MinNative", "LessThan")} | {isNaN}"),
            Positive when native => ("x", $"{vector.Class}.MaxNative({vector.Zero}, x)"),
            Positive => ("x", $"{vector.Class}.ConditionalSelect({vector.Class}.LessThan(x, {vector.Zero}), {vector.Zero}, x)"),
            _ => throw new ArgumentException($"Expected one of {string.Join(", ", s_comparisons)}, got '{name}'.", nameof(name)),
        };
        string list = string.Join(", ", operands.Split(',').Select(o => $"{vector.Type} {o.Trim()}"));
        return $"""
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private static {vector.Type} {name}({list}) => {body};
            """;
    }

    private static string FoldOf(int lanes)
    {
        string sum = lanes == 4
            ? "(v.GetElement(0) + v.GetElement(2)) + (v.GetElement(1) + v.GetElement(3))"
            : "Fold(v.GetLower() + v.GetUpper())";
        return $"""
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private static float Fold({new Vector(lanes).Type} v) => {sum};
            """;
    }
}
