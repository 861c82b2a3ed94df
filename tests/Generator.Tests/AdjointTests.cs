using CsCheck;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Tests;

/// <summary>A gradient's nests have the terms of the forward nest, each once, and write every element of the operand.</summary>
public class AdjointTests
{
    [Fact]
    public void Gradients_have_the_terms_of_the_forward_nest() => Convolutions.Sample(static nest =>
    {
        Check(nest, nest.Left, nest.Right, static (y, left, right) => (left, y, right));
        Check(nest, nest.Right, nest.Left, static (y, left, right) => (right, y, left));
    }, seed: "0000KOIPe3T0", iter: 400);

    [Fact]
    public void Gradients_of_pools_have_the_terms_of_the_forward_nest() => Convolutions.Sample(static convolution =>
    {
        Nest pool = convolution with { Right = default };
        Check(pool, pool.Left, default, static (y, left, right) => (left, y, right));
    }, seed: "0000KOIPe3T0", iter: 200);

    /// <summary>Nests of convolutions along one axis, of few elements.</summary>
    private static Gen<Nest> Convolutions { get; } =
        from filters in Gen.Int[1, 3]
        from channels in Gen.Int[1, 3]
        from kernel in Gen.Int[1, 4]
        from stride in Gen.Int[1, 4]
        from dilation in Gen.Int[1, 4]
        from padding in Gen.Int[0, 5]
        from length in Gen.Int[1, 12]
        let reach = dilation * (kernel - 1) + 1
        where length + 2 * padding >= reach
        select Convolution(filters, channels, kernel, stride, dilation, padding, length, (length + 2 * padding - reach) / stride + 1);

    private static Nest Convolution(int filters, int channels, int kernel, int stride, int dilation, int padding, int length, int positions)
    {
        Dim f = new("f", filters), r = new("r", positions), k = new("k", channels), i = new("i", kernel);
        var at = new Coordinate(new([new Term("r", stride), new Term("i", dilation)]), -padding, length);
        return new Nest(
            new([f, r]), new([k, i]), new([Coordinate.Of(f), Coordinate.Of(r)]), new([Coordinate.Of(k), at]),
            new([Coordinate.Of(f), Coordinate.Of(k), Coordinate.Of(i)]));
    }

    /// <summary>Compares the terms of the gradient of one operand with those of the forward nest, seen from there.</summary>
    private static void Check(
        Nest nest, EquatableArray<Coordinate> target, EquatableArray<Coordinate> other,
        Func<string, string, string, (string, string, string)> seen)
    {
        Nest[] gradients = [.. Adjoint.Of(nest, target, other)];
        // In a gradient, left is dy and right the other operand.
        var expected = Terms(nest).Select(t => seen(t.Output, t.Left, t.Right)).Order();
        Assert.Equal(expected, gradients.SelectMany(Terms).Select(static t => (t.Output, t.Left, t.Right)).Order());

        // All elements are written. A nest without terms comes first and may be written over; the others are apart.
        string[] elements = [.. Tuples([.. target.Select(static c => c.Extent)]).Select(static t => string.Join(",", t)).Order()];
        Nest[] parts = [.. gradients.Where(static g => g.Sums.All(static s => s.Extent > 0))];
        string[] written = [.. parts.SelectMany(Elements)];
        Assert.Equal(written.Length, written.Distinct().Count());
        Assert.Equal(elements, (parts.Length == gradients.Length ? written : [.. gradients.SelectMany(Elements).Distinct()]).Order());
    }

    private static IEnumerable<string> Elements(Nest nest) => Values([.. nest.Outs]).Select(at => At(nest.Output, at)!);

    /// <summary>The terms that exist: none of their coordinates falls outside its axis.</summary>
    private static IEnumerable<(string Output, string Left, string Right)> Terms(Nest nest) =>
        from at in Values([.. nest.Dims])
        let left = At(nest.Left, at)
        let right = At(nest.Right, at)
        where left is not null && right is not null
        select (At(nest.Output, at)!, left, right);

    private static IEnumerable<Dictionary<string, int>> Values(Dim[] dims) => Tuples([.. dims.Select(static d => d.Extent)])
        .Select(values => dims.Zip(values).ToDictionary(static p => p.First.Name, static p => p.Second));

    private static IEnumerable<int[]> Tuples(int[] extents)
    {
        IEnumerable<int[]> tuples = [[]];
        foreach (int extent in extents)
            tuples = [.. tuples.SelectMany(t => Enumerable.Range(0, extent).Select(v => (int[])[.. t, v]))];
        return tuples;
    }

    /// <summary>An element's place, null outside.</summary>
    private static string? At(EquatableArray<Coordinate> coordinates, Dictionary<string, int> at)
    {
        var places = coordinates.Select(c => (Value: c.Constant + c.Terms.Sum(t => t.Coefficient * at[t.Dim]), c.Extent)).ToList();
        // Substituted coordinates of a kernel's taps are inside by construction and have no extent to check.
        bool outside = places.Any(static p => p.Extent > 0 && (p.Value < 0 || p.Value >= p.Extent));
        return outside ? null : string.Join(",", places.Select(static p => p.Value));
    }
}
