using Unrolled.Generator.Expressions;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels;

/// <summary>A method that kernels call, for vectors of some width: one of the known ones, or a layer's formula.</summary>
internal sealed record Helper(string Name, int Lanes, Expr? Formula = null);

/// <summary>The texts of helpers: the elementary functions, and the fold of a vector's lanes.</summary>
internal static class Helpers
{
    private const string Fold = "Fold";

    /// <summary>The used helpers and what they call, each once, in a stable order.</summary>
    public static IEnumerable<string> Source(IReadOnlyCollection<Helper> used)
    {
        int widest = used.Where(static h => h.Name == Fold).Select(static h => h.Lanes).DefaultIfEmpty(0).Max();
        for (int lanes = widest; lanes >= 4; lanes /= 2)
            yield return FoldOf(lanes);
        foreach (int lanes in new[] { 4, 8, 16 })
        {
            Helper[] ofWidth = [.. used.Where(h => h.Lanes == lanes)];
            IEnumerable<string> called = ofWidth.Where(static h => h.Name != Fold && h.Formula is null).Select(static h => h.Name);
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
