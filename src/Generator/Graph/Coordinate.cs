using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>A loop dimension of a <see cref="Nest"/>.</summary>
internal sealed record Dim(string Name, int Extent);

/// <summary><c>Coefficient·dim</c>, one summand of an <see cref="Coordinate"/>.</summary>
internal sealed record Term(string Dim, int Coefficient);

/// <summary>
/// One coordinate of a tensor as an affine function of loop dimensions, <c>Σ terms + Constant</c>. Where it falls outside
/// <c>[0, Extent)</c> the element is padding and contributes nothing.
/// </summary>
internal sealed record Coordinate(EquatableArray<Term> Terms, int Constant, int Extent)
{
    public static Coordinate Of(Dim dim) => new(new EquatableArray<Term>([new Term(dim.Name, 1)]), 0, dim.Extent);

    public int Coefficient(string dim) => Terms.FirstOrDefault(t => t.Dim == dim)?.Coefficient ?? 0;

    /// <summary>The same coordinate with some dimensions replaced by affine functions of others, all at once.</summary>
    public Coordinate Substitute(IReadOnlyDictionary<string, Coordinate> map)
    {
        var terms = new List<Term>();
        int constant = Constant;
        foreach (Term term in Terms)
        {
            if (!map.TryGetValue(term.Dim, out Coordinate? by))
            {
                terms.Add(term);
                continue;
            }

            constant += term.Coefficient * by.Constant;
            terms.AddRange(by.Terms.Select(t => new Term(t.Dim, t.Coefficient * term.Coefficient)));
        }

        return new Coordinate(new EquatableArray<Term>([.. terms]), constant, Extent);
    }
}

/// <summary>
/// A perfect loop nest over tensors, the form that dense layers, convolutions, pooling and all their gradients share:
/// <c>output[o…] = Σ left[…]·right[…]</c> over <paramref name="Sums"/>, in that order, for all <paramref name="Outs"/>.
/// Coordinates are affine in the dimensions; the sample is an implicit dimension of every value.
/// </summary>
internal sealed record Nest(
    EquatableArray<Dim> Outs,
    EquatableArray<Dim> Sums,
    EquatableArray<Coordinate> Output,
    EquatableArray<Coordinate> Left,
    EquatableArray<Coordinate> Right)
{
    public IEnumerable<Dim> Dims => Outs.Concat(Sums);

    /// <summary>
    /// Whether a coordinate takes each value of its axis exactly once, as the digits of a mixed radix do: a channel made of group and
    /// member, or windows that lie side by side.
    /// </summary>
    public bool Enumerates(Coordinate at)
    {
        int covered = 1;
        IEnumerable<(int, int)> terms = at.Terms.Select(t => (t.Coefficient, Dims.First(d => d.Name == t.Dim).Extent));
        foreach ((int coefficient, int extent) in terms.OrderBy(static t => t))
        {
            if (extent > 1 && coefficient != covered)
                return false;
            covered *= extent;
        }

        return covered == at.Extent && at.Constant == 0;
    }

    /// <summary>Multiply-adds for one sample, padding included.</summary>
    public long Operations => Dims.Aggregate(1L, static (product, dim) => product * dim.Extent);

    public Nest Substitute(EquatableArray<Dim> outs, EquatableArray<Dim> sums, IReadOnlyDictionary<string, Coordinate> map) =>
        new(outs, sums, Replace(Output, map), Replace(Left, map), Replace(Right, map));

    private static EquatableArray<Coordinate> Replace(EquatableArray<Coordinate> access, IReadOnlyDictionary<string, Coordinate> map) =>
        new([.. access.Select(index => index.Substitute(map))]);
}
