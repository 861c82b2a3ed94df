using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>
/// Derives gradients of a <see cref="Nest"/> as nests. With <c>y[out] = Σ a[α]·b[β]</c>, <c>da[α] = Σ dy[out]·b[β]</c> over all dimensions
/// that do not appear in α. A coordinate like <c>y·stride + i·dilation - padding</c> is solved for <c>y</c>: the result is cut into
/// <c>stride</c> phases, in each of which only some taps hit a whole <c>y</c>, and these are again an affine sequence.
/// </summary>
internal static class Adjoint
{
    /// <summary>
    /// The gradient nests with respect to the operand read through <paramref name="target"/>; they write disjoint parts of it.
    /// Where elements are left untouched, by windows, however many phases these are, or by a stretch that is read alone, the first nest
    /// has no terms and writes every element, and the others follow it.
    /// </summary>
    /// <param name="nest">The forward nest.</param>
    /// <param name="target">The differentiated operand's coordinates.</param>
    /// <param name="other">The other operand's coordinates; empty if there is none.</param>
    public static IEnumerable<Nest> Of(Nest nest, EquatableArray<Coordinate> target, EquatableArray<Coordinate> other)
    {
        IEnumerable<IReadOnlyList<Phase>> choices = [[]];
        foreach (Coordinate index in target.Where(index => IsWindow(nest, index)))
            choices = choices.SelectMany(chosen => Phases(nest, index).Select(phase => (IReadOnlyList<Phase>)[.. chosen, phase])).ToList();
        IReadOnlyList<IReadOnlyList<Phase>> touched = [.. choices.Where(static phases => phases.All(static p => p.Sum.Extent > 0))];
        IEnumerable<Nest> parts = touched.Select(phases => OfPhases(nest, target, other, phases));
        bool whole = touched.Count == choices.Count() && target.All(index => IsWindow(nest, index) || nest.Enumerates(index));
        return whole ? parts : parts.Prepend(Untouched(nest, target));
    }

    /// <summary>Every element of the operand, with a sum of no terms.</summary>
    private static Nest Untouched(Nest nest, EquatableArray<Coordinate> target)
    {
        Dim[] axes = [.. target.Select(static (index, axis) => new Dim($"a{axis}", index.Extent))];
        var nothing = new Dim("none", 0);
        EquatableArray<Coordinate> at = new([.. axes.Select(Coordinate.Of)]);
        EquatableArray<Coordinate> nowhere = new([.. nest.Output.Select(static index => new Coordinate(default, 0, index.Extent))]);
        return new Nest(new(axes), new([nothing]), at, nowhere, default);
    }

    private static Nest OfPhases(
        Nest nest, EquatableArray<Coordinate> target, EquatableArray<Coordinate> other, IReadOnlyList<Phase> phases)
    {
        IEnumerable<Coordinate> whole = target.Where(index => !IsWindow(nest, index));
        var kept = new HashSet<string>(whole.SelectMany(static index => index.Terms).Select(static term => term.Dim));
        var outs = new List<Dim>();
        var output = new List<Coordinate>();
        foreach (Coordinate index in target)
        {
            Phase? phase = phases.FirstOrDefault(p => p.Target == index);
            outs.AddRange(phase is null ? nest.Dims.Where(d => index.Coefficient(d.Name) != 0) : [phase.Out]);
            output.Add(phase is null ? index : phase.Output);
        }

        var map = phases.SelectMany(p => p.Substitutions).ToDictionary(s => s.Key, s => s.Value);
        var sums = nest.Dims.Where(d => !kept.Contains(d.Name) && phases.All(p => p.Out.Name != d.Name))
            .Select(d => phases.FirstOrDefault(p => p.Sum.Name == d.Name)?.Sum ?? d);
        var gradient = new Nest(default, default, default, nest.Output, other)
            .Substitute(new([.. outs]), new([.. sums]), map);
        return gradient with { Output = new([.. output]) };
    }

    /// <summary>
    /// Whether a coordinate slides a window, so that several pairs of an output and a tap, or none, may meet in one element.
    /// </summary>
    private static bool IsWindow(Nest nest, Coordinate at) =>
        at.Terms.Any(t => nest.Outs.Any(d => d.Name == t.Dim)) && at.Terms.Any(t => nest.Sums.Any(d => d.Name == t.Dim))
        && !nest.Enumerates(at);

    private static IEnumerable<Phase> Phases(Nest nest, Coordinate index)
    {
        Term outTerm = index.Terms.First(t => nest.Outs.Any(d => d.Name == t.Dim));
        Term sumTerm = index.Terms.First(t => t != outTerm);
        Dim taps = nest.Sums.First(d => d.Name == sumTerm.Dim);
        int stride = outTerm.Coefficient, dilation = sumTerm.Coefficient;
        for (int phase = 0; phase < Math.Min(stride, index.Extent); phase++)
        {
            // Taps i for which phase - constant - dilation·i is a multiple of the stride.
            int[] hits = [.. Enumerable.Range(0, taps.Extent).Where(i => (phase - index.Constant - dilation * i) % stride == 0)];
            int first = hits.Length == 0 ? 0 : hits[0], step = hits.Length < 2 ? 1 : hits[1] - hits[0];
            var outDim = new Dim(outTerm.Dim, (index.Extent - phase + stride - 1) / stride);
            var sumDim = new Dim(taps.Name, hits.Length);
            yield return new Phase(index, outDim, sumDim,
                new Coordinate(new([new Term(outDim.Name, stride)]), phase, index.Extent),
                new Dictionary<string, Coordinate>
                {
                    [outTerm.Dim] = new(new([new Term(outDim.Name, 1), new Term(sumDim.Name, -step * dilation / stride)]),
                        (phase - index.Constant - dilation * first) / stride, 0),
                    [taps.Name] = new(new([new Term(sumDim.Name, step)]), first, 0),
                });
        }
    }

    /// <summary>The elements <c>stride·q + phase</c> of one axis, with the taps that reach them.</summary>
    private sealed record Phase(
        Coordinate Target, Dim Out, Dim Sum, Coordinate Output, IReadOnlyDictionary<string, Coordinate> Substitutions);
}
