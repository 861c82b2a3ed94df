namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// A weight gradient with more terms than a cache holds, as that of a recurrent layer over a thousand steps: each tile of weights would
/// fetch all of them from memory again. Its outermost sum is cut into stretches that fit, each summed for all weights and added to the
/// one before. The cut follows from shapes alone.
/// </summary>
/// <param name="Full">The sum over one stretch.</param>
/// <param name="Count">Stretches of that length.</param>
/// <param name="Rest">The sum over what remains, or null.</param>
/// <param name="LeftStride">Floats from one stretch of the left operand to the next.</param>
/// <param name="RightStride">The same for the right operand.</param>
internal sealed record GradientBlocks(NestKernel Full, int Count, NestKernel? Rest, int LeftStride, int RightStride)
{
    /// <summary>Floats of both operands that a stretch may have: about half of a second-level cache.</summary>
    private const int Most = 128 * 1024;

    /// <summary>The stretches of a sum, or null where it fits as a whole or taps depend on the outermost loop.</summary>
    public static GradientBlocks? Of(NestKernel kernel)
    {
        if (kernel.Right is not { } right || kernel.Sums.Count == 0)
            return null;
        Loop outer = kernel.Sums[0];
        int left = kernel.Left.Stride(outer.Name), each = left + right.Stride(outer.Name);
        bool isBound = kernel.Bounds.Any(b => b.Sum == outer.Name || b.Out == outer.Name);
        if (left <= 0 || each <= left || (long)each * outer.Extent <= 2 * Most || isBound)
            return null;
        int stretches = (int)Math.Min(outer.Extent, ((long)each * outer.Extent + Most - 1) / Most);
        int length = (outer.Extent + stretches - 1) / stretches;
        int count = outer.Extent / length, rest = outer.Extent % length;
        NestKernel Cut(int extent) => kernel with { Sums = [outer with { Extent = extent }, .. kernel.Sums.Skip(1)] };
        return new GradientBlocks(Cut(length), count, rest == 0 ? null : Cut(rest), length * left, length * right.Stride(outer.Name));
    }
}
