using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Sums that are cut into contiguous ranges of equal length, added left to right. One sample of a layer with few outputs has as many
/// chains of multiply-adds as it has vectors of outputs, and each waits for itself; ranges give the units more to do. A batch would not
/// need them, but has the same bits.
/// </summary>
internal static class SumRanges
{
    /// <summary>The shortest range: adding another one's sum takes about as long as a term.</summary>
    private const int LeastTerms = 4;

    /// <summary>Chains that keep two units busy, each of which begins a multiply-add a cycle that takes four.</summary>
    private const int Chains = 8;

    /// <summary>The most ranges: more would take longer to be added than they save.</summary>
    private const int Most = 4;

    /// <summary>How many ranges a contraction's sums have; 1 where they are one chain.</summary>
    public static int Of(Contraction contraction)
    {
        if (contraction is not { Output: Value, Left: Value left, Right: Parameter, Nests: [var nest], Join: Join.Sum }
            || Wide.IsWide(contraction) || IsView(left) || nest.Sums is not [var sum] || !IsOverFeatures(nest, sum))
        {
            return 1;
        }

        int outputs = nest.Outs.Where(d => nest.Left.All(c => c.Coefficient(d.Name) == 0)).Aggregate(1, static (n, d) => n * d.Extent);
        int vectors = (outputs + Isa.Group - 1) / Isa.Group, ranges = Most;
        while (ranges > 1 && (ranges * vectors > Chains || sum.Extent % ranges != 0 || sum.Extent / ranges < LeastTerms))
            ranges /= 2;
        return ranges;
    }

    /// <summary>Features that one sample reads axis by axis, where they lie (<see cref="FeatureLanes"/>).</summary>
    private static bool IsView(Value left) => left.Viewed is not null && left.Owner.Shape.Rank > 1;

    /// <summary>Whether the sum is all of the operand's last axis: a place of a convolution has neighbours to be computed with.</summary>
    private static bool IsOverFeatures(Nest nest, Dim sum) =>
        nest.Left[nest.Left.Count - 1] is { Terms: [{ Coefficient: 1 } only], Constant: 0 } && only.Dim == sum.Name
        && nest.Left.Count(c => c.Coefficient(sum.Name) != 0) == 1;
}
