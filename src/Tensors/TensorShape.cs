namespace Unrolled;

/// <summary>Which tensors are samples.</summary>
internal static class TensorShape
{
    /// <summary>Checks that a tensor is one sample or several, whose elements lie side by side.</summary>
    /// <param name="sample">The shape of a sample.</param>
    /// <param name="lengths">The tensor's.</param>
    /// <param name="dense">Whether it is dense.</param>
    /// <param name="network">The network's name.</param>
    /// <param name="name">The argument's.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Check(ReadOnlySpan<int> sample, ReadOnlySpan<nint> lengths, bool dense, string network, string name)
    {
        int batch = lengths.Length - sample.Length;
        if (batch is not (0 or 1) || !IsSample(sample, lengths[batch..]))
            throw new ArgumentException(
                $"{network} expects {name} of {Text(sample)}, one sample, or samples×{Text(sample)}, but got {Text(lengths)}; "
                + "reshape them.",
                name);
        if (!dense)
            throw new ArgumentException(
                $"{network} expects {name} whose elements lie side by side, but these have strides of their own, as a slice or a "
                + "transposed tensor has; copy them into a dense tensor with ToDenseTensor, or FlattenTo, first.",
                name);
    }

    private static bool IsSample(ReadOnlySpan<int> sample, ReadOnlySpan<nint> lengths)
    {
        for (int axis = 0; axis < sample.Length; axis++)
        {
            if (lengths[axis] != sample[axis])
                return false;
        }

        return true;
    }

    private static string Text<TLength>(ReadOnlySpan<TLength> lengths) => string.Join('×', lengths.ToArray());
}
