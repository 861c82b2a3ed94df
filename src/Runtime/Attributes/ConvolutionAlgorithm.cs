namespace Unrolled;

/// <summary>
/// How a convolution's products and sums are worked off. The choice follows from shapes alone, is the same in training and prediction,
/// and decides how sums are rounded.
/// </summary>
public enum ConvolutionAlgorithm
{
    /// <summary>Whichever way is estimated to take least time.</summary>
    Auto,

    /// <summary>Each output as one chain of multiply-adds.</summary>
    Direct,

    /// <summary>
    /// Winograd's minimal filtering (A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2016) in tiles of 4 or 2
    /// outputs an axis: up to four times fewer multiplications, and two to three times the rounding errors. It needs three taps on each
    /// axis, steps of 1, no groups, a padding of at most 2, and at least 8 channels and filters; without them it is an error of the
    /// build.
    /// </summary>
    Winograd,
}
