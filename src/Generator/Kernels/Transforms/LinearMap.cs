using Unrolled.Generator.Model;

namespace Unrolled.Generator.Kernels.Transforms;

/// <summary>
/// A linear map from a few numbers to a few others as the sums that it takes, in the order in which they are made: what several results
/// share is a sum of its own.
/// </summary>
/// <param name="Inputs">Numbers that it takes.</param>
/// <param name="Sums">The sums, over inputs and the sums before.</param>
/// <param name="Results">Which operand each result is: an input's place, or a sum's behind the inputs.</param>
internal sealed record LinearMap(int Inputs, EquatableArray<LinearSum> Sums, EquatableArray<int> Results)
{
    /// <summary>The map whose last sums are its results.</summary>
    public static LinearMap Of(int inputs, int results, params LinearSum[] sums) => new(
        inputs, new(sums), new([.. Enumerable.Range(inputs + sums.Length - results, results)]));

    /// <summary>Instructions that it takes.</summary>
    public int Operations => Sums.Sum(static s => Math.Max(1, s.Terms.Count - 1) + (s.Terms[0].Factor is 1 or -1 ? 0 : 1));

    public override string ToString() =>
        $"{Inputs}: {string.Join("; ", Sums.Select(static s => string.Join(" ", s.Terms)))}: {string.Join(" ", Results)}";
}

/// <summary>A sum of multiples, added from the first to the last.</summary>
internal sealed record LinearSum(EquatableArray<LinearTerm> Terms)
{
    public static LinearSum Of(params (double Factor, int Operand)[] terms) =>
        new(new EquatableArray<LinearTerm>([.. terms.Select(static t => new LinearTerm((float)t.Factor, t.Operand))]));
}

/// <summary>A multiple of an operand.</summary>
internal sealed record LinearTerm(float Factor, int Operand)
{
    public override string ToString() => FormattableString.Invariant($"{Factor:G9}*{Operand}");
}
