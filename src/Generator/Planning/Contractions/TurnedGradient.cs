using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>An output's gradient, and where its units lie once they are side by side.</summary>
/// <param name="Source">Where it lies.</param>
/// <param name="Units">The parameter's innermost dimension.</param>
/// <param name="Parts">The dimensions of the nest that make it up.</param>
/// <param name="Places">The dimensions that are summed over, in order.</param>
internal sealed record TurnedGradient(Access Source, Dim Units, IReadOnlyList<string> Parts, IReadOnlyList<Dim> Places)
{
    /// <summary>Floats from one sample's units to the next one's.</summary>
    public int SampleStride => Program.Align(Units.Extent);

    /// <summary>Where the turned gradient lies.</summary>
    public Access Target
    {
        get
        {
            var strides = Places.ToDictionary(static d => d.Name, d => PlaceStride(d.Name));
            strides[NestLowering.Sample] = SampleStride;
            strides[Units.Name] = 1;
            return new Access("dy", strides, 0, 0);
        }
    }

    /// <summary>
    /// Null where the units are no dimension of the gradient alone, or it moves with others of the weights, or there is one weight.
    /// </summary>
    public static TurnedGradient? Of(Contraction contraction)
    {
        Nest nest = contraction.Nests[0];
        int axis = ((Gradient)contraction.Output).Parameter.Strides.ToList().IndexOf(1);
        Coordinate at = nest.Output[axis];
        if (nest.Sums.Count == 0 || at.Terms.Count == 0 || !nest.Enumerates(at))
            return null;
        // Units of several gates are one dimension where the gradient has them one behind the other.
        string[] parts = [.. at.Terms.OrderByDescending(static t => t.Coefficient).Select(static t => t.Dim)];
        var units = new Dim(string.Concat(parts), at.Extent);
        Access source = NestLowering.Access("dy", contraction.Left, Layout.Group, nest.Left);
        int step = source.Stride(parts[parts.Length - 1]);
        bool isAlone = step > 0 && at.Terms.All(t => source.Stride(t.Dim) == t.Coefficient * step)
            && nest.Right.All(c => parts.All(part => c.Coefficient(part) == 0))
            && nest.Outs.All(d => parts.Contains(d.Name) || source.Stride(d.Name) == 0)
            && nest.Sums.All(d => source.Stride(d.Name) > 0 && !parts.Contains(d.Name));
        bool isWhole = NestLowering.Bounds(nest).All(b => !parts.Contains(b.Out));
        return isAlone && isWhole ? new TurnedGradient(source.With(units.Name, step), units, parts, nest.Sums) : null;
    }

    /// <summary>An operand of the nest with the units as one dimension.</summary>
    public Access Joined(Access access) => Parts.Aggregate(access, static (a, part) => a.With(part, 0)).With(Units.Name, 1);

    /// <summary>Floats from one place to the next one along a dimension, in the turned gradient.</summary>
    public int PlaceStride(string dim) => Places.SkipWhile(d => d.Name != dim).Skip(1)
        .Aggregate(Isa.Group * SampleStride, static (stride, d) => stride * d.Extent);
}
