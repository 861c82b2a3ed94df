using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Nests;

namespace Unrolled.Generator.Planning;

/// <summary>Some of the outermost places of a weight gradient's sum, in stretches that are summed one behind the other.</summary>
/// <param name="Start">The first place.</param>
/// <param name="Length">Places that are summed together.</param>
/// <param name="Count">How many such stretches follow each other.</param>
/// <param name="IsWhole">Whether none of their terms is missing along the outermost places.</param>
/// <param name="Bounds">Which of their terms are missing.</param>
internal sealed record SumStretches(int Start, int Length, int Count, bool IsWhole, IReadOnlyList<Bound> Bounds)
{
    /// <summary>Terms of a stretch: with 16 weights a term they are a third of a first-level cache.</summary>
    private const int MostTerms = 160;

    /// <summary>
    /// Stretches that stay in a first-level cache for all weights, and where terms are missing at borders, all places there as one.
    /// Where no more places are whole than a stretch has, all are one.
    /// </summary>
    public static IReadOnlyList<SumStretches> Of(TurnedGradient turned, Nest nest)
    {
        Dim outer = turned.Places[0];
        IReadOnlyList<Bound> bounds = NestLowering.Bounds(nest);
        (Bound Bound, int Last)[] along =
            [.. bounds.Where(b => b.Sum == outer.Name).Select(b => (b, nest.Dims.First(d => d.Name == b.Out).Extent - 1))];
        int terms = turned.PlaceStride(outer.Name) / turned.SampleStride, length = Math.Max(1, MostTerms / terms);
        int first = 0, end = outer.Extent;
        while (first < end && !IsWhole(first))
            first++;
        while (end > first && !IsWhole(end - 1))
            end--;
        int whole = end - first, rest = first + whole / length * length;
        if (length >= outer.Extent || whole <= length)
            return [StretchesOf(0, outer.Extent, 1, whole == outer.Extent)];
        SumStretches[] all =
        [
            StretchesOf(0, first, 1, isWhole: false), StretchesOf(first, length, whole / length, isWhole: true),
            StretchesOf(rest, end - rest, 1, isWhole: true), StretchesOf(end, outer.Extent - end, 1, isWhole: false),
        ];
        return [.. all.Where(static s => s.Length > 0)];

        // A coordinate moves evenly with the taps, so that the first and the last one tell of all.
        bool IsWhole(int place) => along.All(b => b.Bound.Allows(0, place) && b.Bound.Allows(b.Last, place));

        SumStretches StretchesOf(int start, int extent, int count, bool isWhole)
        {
            IEnumerable<Bound> kept = bounds.Where(b => b.Sum != outer.Name || !isWhole);
            return new(start, extent, count, isWhole, [.. kept.Select(b => b.Sum == outer.Name ? b.From(start) : b)]);
        }
    }
}
