namespace Unrolled;

/// <summary>What samples consist of.</summary>
/// <param name="InputLength">Floats, or tokens, in one sample's input; at least 1.</param>
/// <param name="TargetLength">Labels, or target floats, of one sample; at least 1.</param>
/// <param name="HasTokens">Whether inputs are tokens; otherwise they are floats.</param>
/// <param name="HasLabels">Whether samples have class labels; otherwise they have target floats.</param>
/// <param name="HasWeights">Whether each sample says what it counts for in the mean loss; otherwise all count alike.</param>
public readonly record struct SampleShape(
    int InputLength, int TargetLength = 1, bool HasTokens = false, bool HasLabels = true, bool HasWeights = false);
