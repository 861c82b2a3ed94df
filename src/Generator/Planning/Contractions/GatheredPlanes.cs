using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>
/// What a stretch of a sum reads of an operand's planes, gathered so that it lies close. Planes of pages lie a multiple of a page apart:
/// the same row of all channels shares a few sets of a cache, which hold 8 to 16 lines each, and every tile of weights would fetch it from
/// beyond that cache.
/// </summary>
/// <param name="Plane">The loop over planes.</param>
/// <param name="Length">Floats that are read of each.</param>
/// <param name="Apart">Floats from one plane to the next where they come from.</param>
internal sealed record GatheredPlanes(Loop Plane, int Length, int Apart)
{
    /// <summary>Floats of a page.</summary>
    private const int Page = 1024;

    /// <summary>Planes of which a few rows are more lines than a set holds.</summary>
    private const int Least = 8;

    /// <summary>Floats between planes once they are gathered: an odd number of cache lines, with which all sets take turns.</summary>
    private int Stride => (Program.Align(Length) / Isa.Group | 1) * Isa.Group;

    /// <summary>Floats of the memory that takes them.</summary>
    public int Floats => Plane.Extent * Stride;

    /// <summary>
    /// What a sum reads of its right operand; null where planes are few or do not share a cache's sets, where most of them is read, or
    /// something in front of one or behind it, as columns of padding are.
    /// </summary>
    /// <param name="sum">The sum of a stretch.</param>
    /// <param name="from">Floats of a plane in front of what is read first.</param>
    /// <param name="further">Floats that the last stretch lies behind the first one.</param>
    public static GatheredPlanes? Of(NestKernel sum, int from, int further)
    {
        Access access = sum.Right!;
        Loop? plane = sum.Outs.OrderByDescending(l => access.Stride(l.Name)).FirstOrDefault();
        if (plane is null || plane.Extent < Least || access.Stride(plane.Name) is var apart && (apart <= 0 || apart % Page != 0))
            return null;
        Loop[] inside = [.. sum.Outs.Concat(sum.Sums).Where(l => l != plane)];
        int length = inside.Aggregate(1, (reach, l) => reach + access.Stride(l.Name) * (l.Extent - 1));
        bool isInside = inside.All(l => access.Stride(l.Name) >= 0) && from >= 0 && from + length + further <= apart;
        return isInside && 2 * length <= apart ? new(plane, length, apart) : null;
    }

    /// <summary>The sum of what is gathered.</summary>
    public NestKernel Near(NestKernel sum) => sum with { Right = sum.Right!.With(Plane.Name, Stride) with { Constant = 0 } };

    /// <summary>The statement that gathers.</summary>
    public Statement Copy(Address from, Address to) => Relayout.Rows(from, Apart, to, Stride, Plane.Extent, Length);
}
